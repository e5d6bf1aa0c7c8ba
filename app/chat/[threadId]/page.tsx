import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { readKeptModel } from '@/app/kept-model'
import { isSidebarHidden } from '@/app/sidebar'
import { ChatScreen } from '@/components/chat/chat-screen'
import { toDocumentTitle } from '@/components/context/background-status'
import type { ThreadId } from '@/lib/protocol/event'
import { getChatPageData } from '@/lib/server/page-data'

type Props = { params: Promise<{ threadId: string }> }

/** Read once for the title and the page. */
const readPage = cache(async (threadId: string) => getChatPageData(await headers(), threadId as ThreadId))

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { threadId } = await params
  const { thread } = await readPage(threadId)
  return { title: toDocumentTitle(thread?.title, undefined) }
}

/** A chat by its address: its real header at once, its turns when the browser has read their events. */
export default async function ChatPage({ params }: Props) {
  const { threadId } = await params
  const { thread, ...data } = await readPage(threadId)
  if (!thread) notFound()
  return (
    <ChatScreen
      path={`/chat/${threadId}`}
      title={thread.title}
      threadModelId={thread.modelId}
      isSidebarHidden={await isSidebarHidden()}
      keptModelId={await readKeptModel()}
      {...data}
    />
  )
}
