'use client'

import { useEffect } from 'react'
import { productName } from '@/lib/protocol/brand'

/**
 * A bug on the way to the screen, or a part of the app that could not be loaded. The chats are on the server, so drawing again usually
 * helps. It imports no components: Next loads this with every page.
 */
export default function ErrorPage({ error, reset }: { error: Error; reset(): void }) {
  const isUnfetched = error.name === 'ChunkLoadError' || /loading (css )?chunk|load chunk/i.test(error.message)
  useEffect(() => {
    if (!isUnfetched) return
    addEventListener('online', reset)
    return () => removeEventListener('online', reset)
  }, [isUnfetched, reset])
  return (
    <main className="mx-auto grid min-h-full max-w-182 content-center justify-items-start gap-3 px-6 pb-[12vh] max-sm:px-4">
      <a href="/" className="-mx-2 rounded-sm px-2 py-2.5 font-semibold hover:bg-fill">
        {productName}
      </a>
      <h1 className="text-balance font-semibold text-xl leading-[1.25]">
        {isUnfetched ? 'Part of this page could not be loaded.' : 'Something went wrong on our side.'}
      </h1>
      <p className="text-ink-2 text-md">{isUnfetched ? 'Check your connection and try again.' : 'Your chats are safe.'}</p>
      <button
        type="button"
        onClick={reset}
        className="mt-2 min-h-8 rounded-sm bg-ink px-3 font-medium text-bg text-sm hover:bg-ink-2 coarse:min-h-10"
      >
        Try again
      </button>
    </main>
  )
}
