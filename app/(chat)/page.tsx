import { ChatScreen } from '@/components/chat/chat-screen'

/** A chat that does not exist yet. */
export default function NewChatPage() {
  return <ChatScreen path="/" />
}
