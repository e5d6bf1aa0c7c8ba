import type { Metadata } from 'next'
import { connection } from 'next/server'
import { productName } from '@/lib/protocol/brand'
import { knowledge } from '@/lib/server/knowledge'

export const metadata: Metadata = { title: `Library · ${productName}` }

/** All articles that local search looks in. Drawn for each request: its scripts carry that request's nonce. */
export default async function LibraryPage() {
  await connection()
  const articles = await knowledge.list()
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Library</h1>
      <p className="mt-2 text-lg text-ink-2">What local search looks in: {articles.length} short articles, which answers cite.</p>
      <ul className="mt-8 border-line border-t">
        {articles.map(({ slug, title, summary }) => (
          <li key={slug} className="border-line border-b">
            <a href={`/knowledge/${slug}`} className="-mx-3 block rounded-md px-3 py-4 hover:bg-fill">
              <span className="block font-medium text-lg">{title}</span>
              <span className="mt-1 block text-ink-2">{summary}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
