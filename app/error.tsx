'use client'

import { useEffect } from 'react'
import { MessagePage } from '@/components/ui/message-page'

/**
 * A bug on the way to the screen, or a part of the app that could not be fetched. The chats are on the server, so drawing
 * again usually helps.
 */
export default function ErrorPage({ error, reset }: { error: Error; reset(): void }) {
  const isUnfetched = error.name === 'ChunkLoadError' || /loading (css )?chunk|load chunk/i.test(error.message)
  useEffect(() => {
    if (!isUnfetched) return
    addEventListener('online', reset)
    return () => removeEventListener('online', reset)
  }, [isUnfetched, reset])
  return (
    <MessagePage>
      <div className="message-screen">
        <h1>{isUnfetched ? 'A part of the page could not be loaded.' : 'Something went wrong on our side.'}</h1>
        <p>{isUnfetched ? 'Check the connection and try again.' : 'Your chats are not touched by this.'}</p>
        <button type="button" className="btn pri" onClick={reset}>
          Try again
        </button>
      </div>
    </MessagePage>
  )
}
