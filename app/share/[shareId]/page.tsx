import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { toDocumentTitle } from '@/components/context/background-status'
import { SharedScreen } from '@/components/shared-page/shared-page'
import { getSharedPageData } from '@/lib/server/page-data'

type Props = { params: Promise<{ shareId: string }>; searchParams: Promise<{ page?: string | string[] }> }

/** Read once for the title and the page. */
const readPage = cache(getSharedPageData)

const readAsked = async ({ params, searchParams }: Props) => {
  const [{ shareId }, { page }] = await Promise.all([params, searchParams])
  return readPage(shareId, [page].flat()[0])
}

export const generateMetadata = async (props: Props): Promise<Metadata> => {
  const shared = await readAsked(props)
  return { title: toDocumentTitle(shared?.thread.title, undefined), robots: { index: false, follow: false } }
}

/** A conversation that somebody shared: read-only, for anyone who has the link. */
export default async function SharedPage(props: Props) {
  const shared = await readAsked(props)
  if (!shared) notFound()
  return <SharedScreen {...shared} />
}
