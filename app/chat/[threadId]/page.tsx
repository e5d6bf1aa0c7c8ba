import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { toDocumentTitle } from '@/components/chat/away'
import { ChatScreen } from '@/components/chat/chat-screen'
import type { ThreadId } from '@/lib/protocol/event'
import { getChatPageData } from '@/lib/server/page-data'

type Props = { params: Promise<{ threadId: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { threadId } = await params
  const { thread } = getChatPageData(threadId as ThreadId)
  return { title: toDocumentTitle(thread?.title, undefined) }
}

/** A chat by its address: its real header at once, its turns when the browser has read their events. */
export default async function ChatPage({ params }: Props) {
  await connection()
  const { threadId } = await params
  const { models, defaultModelId, suggestions, thread } = getChatPageData(threadId as ThreadId)
  if (!thread) notFound()
  return (
    <ChatScreen
      path={`/chat/${threadId}`}
      title={thread.title}
      models={models}
      defaultModelId={defaultModelId}
      suggestions={suggestions}
    />
  )
}
