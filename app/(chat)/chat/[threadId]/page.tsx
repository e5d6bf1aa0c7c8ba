import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { ChatScreen } from '@/components/chat/chat-screen'
import { toDocumentTitle } from '@/components/context/background-status'
import type { ThreadId } from '@/lib/protocol/event'
import { getThreadHead, readThreadForPage } from '@/lib/server/page-data'

type Props = { params: Promise<{ threadId: ThreadId }> }

/** Read once for the title and the page. */
const readHead = cache(async (threadId: ThreadId) => getThreadHead(await headers(), threadId))

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const head = await readHead((await params).threadId)
  return { title: toDocumentTitle(head?.title, undefined) }
}

/** A chat by its address: its header and composer are sent at once, its turns in the same response as soon as they are read. */
export default async function ChatPage({ params }: Props) {
  const { threadId } = await params
  // Awaited, because the status of an address without a chat is 404.
  const head = await readHead(threadId)
  if (!head) notFound()
  return <ChatScreen path={`/chat/${threadId}`} {...head} thread={readThreadForPage(await headers(), threadId)} />
}
