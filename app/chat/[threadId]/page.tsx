import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { ChatScreen } from '@/components/chat/chat-screen'
import type { ThreadId } from '@/lib/protocol/event'
import { getChatPageData } from '@/lib/server/page-data'

/** A chat by its address; the browser reads its events and draws them. */
export default async function ChatPage({ params }: { params: Promise<{ threadId: string }> }) {
  await connection()
  const { threadId } = await params
  const { models, defaultModelId, suggestions, thread } = getChatPageData(threadId as ThreadId)
  if (!thread) notFound()
  return <ChatScreen path={`/chat/${threadId}`} models={models} defaultModelId={defaultModelId} suggestions={suggestions} />
}
