import type { Metadata } from 'next'
import { connection } from 'next/server'
import { productName } from '@/lib/protocol/brand'
import { knowledge } from '@/lib/server/knowledge'

export const metadata: Metadata = { title: `Library · ${productName}` }

/** All articles that local search looks in. Drawn for each request: its scripts carry that request's nonce. */
export default async function LibraryPage() {
  await connection()
  const articles = await knowledge.list()
  const groups = [...new Set(articles.map(({ group }) => group))].sort()
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Library</h1>
      <p className="mt-2 text-lg text-ink-2">{articles.length} short articles that come with the app. Answers cite them.</p>
      {groups.map((name) => (
        <section key={name} aria-label={name} className="mt-10">
          <h2 className="font-semibold text-lg">{name}</h2>
          <ul className="mt-3 border-line border-t">
            {articles
              .filter(({ group }) => group === name)
              .map(({ slug, title, summary }) => (
                <li key={slug} className="border-line border-b">
                  <a href={`/knowledge/${slug}`} className="-mx-3 block rounded-md px-3 py-3 hover:bg-fill">
                    <span className="block font-medium">{title}</span>
                    <span className="mt-0.5 block text-ink-2">{summary}</span>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}
