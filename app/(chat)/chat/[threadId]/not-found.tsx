import { headers } from 'next/headers'
import { ChatScreen } from '@/components/chat/chat-screen'
import { visitorOfHeaders } from '@/lib/server/http/visitor'

/** An address that holds no chat of this visitor: it says so, and their conversations stay where they are. */
export default async function UnknownChatPage() {
  return <ChatScreen unknown={visitorOfHeaders(await headers()) ? 'missing' : 'no-cookie'} />
}
