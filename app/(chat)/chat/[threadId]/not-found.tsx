import { headers } from 'next/headers'
import { ChatScreen } from '@/components/chat/chat-screen'
import { pathHeader } from '@/lib/server/http/path-header'
import { visitorOfHeaders } from '@/lib/server/http/visitor'

/** An address that holds no chat of this visitor: it says so, and their conversations stay where they are. */
export default async function UnknownChatPage() {
  const asked = await headers()
  return (
    <ChatScreen path={asked.get(pathHeader) ?? '/chat/unknown'} unknown={visitorOfHeaders(asked) ? 'missing' : 'no-cookie'} />
  )
}
