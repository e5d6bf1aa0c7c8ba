import '@/app/styles/thread.css'
import '@/app/styles/details.css'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { DocumentPage } from '@/components/open-file/document-page'
import { productName } from '@/lib/protocol/brand'
import { getDocumentPageData } from '@/lib/server/page-data'

type Props = { params: Promise<{ documentId: string }> }

/** Read once for the title and the page. */
const readFile = cache(async (documentId: string) => getDocumentPageData(await headers(), documentId))

const readAsked = async ({ params }: Props) => readFile((await params).documentId)

export async function generateMetadata(props: Props): Promise<Metadata> {
  const stored = await readAsked(props)
  const title = stored ? `${stored.document.name} · ${productName}` : productName
  return { title, robots: { index: false, follow: false } }
}

/** A file of a chat in a tab of its own, where a citation of it was opened so. Only its owner finds it. */
export default async function FilePage(props: Props) {
  const stored = await readAsked(props)
  if (!stored) notFound()
  return <DocumentPage stored={stored} />
}
