import '@/app/styles/thread.css'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { Markdown } from '@/components/answer/markdown/markdown'
import { productName } from '@/lib/protocol/brand'
import { knowledge } from '@/lib/server/knowledge'

type Props = { params: Promise<{ slug: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const article = await knowledge.find((await params).slug)
  return article ? { title: `${article.title} · ${productName}`, description: article.summary } : {}
}

/** One article, where a citation of local search leads. Drawn for each request: its scripts carry that request's nonce. */
export default async function ArticlePage({ params }: Props) {
  await connection()
  const article = await knowledge.find((await params).slug)
  if (!article) notFound()
  return (
    <article>
      <h1 className="text-balance font-semibold text-xl tracking-tight">{article.title}</h1>
      <p className="mt-3 mb-8 text-lg text-ink-2">{article.summary}</p>
      <Markdown text={article.body} />
    </article>
  )
}
