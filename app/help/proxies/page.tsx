import '@/app/styles/thread.css'
import type { Metadata } from 'next'
import { connection } from 'next/server'
import { Markdown } from '@/components/answer/markdown/markdown'
import { productName } from '@/lib/protocol/brand'
import { readProxyHelp } from '@/lib/server/help'

export const metadata: Metadata = { title: `Behind a proxy · ${productName}` }

/** Where the notice about streams that are buffered on the way leads. Drawn for each request: its scripts carry that request's nonce. */
export default async function ProxiesPage() {
  await connection()
  return (
    <div className="min-h-full bg-bg text-ink">
      <header className="mx-auto flex h-14 max-w-[43rem] items-center px-5">
        <a href="/" className="-mx-2 rounded-sm px-2 py-2.5 font-semibold hover:bg-fill">
          {productName}
        </a>
      </header>
      <main className="mx-auto max-w-[43rem] px-5 pt-8 pb-24">
        <h1 className="mb-5 text-balance font-semibold text-xl tracking-tight">Behind a proxy</h1>
        <Markdown text={await readProxyHelp()} />
      </main>
    </div>
  )
}
