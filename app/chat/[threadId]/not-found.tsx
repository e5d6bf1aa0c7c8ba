import { MessagePage } from '@/components/chat/message-page'
import { UnknownThread } from '@/components/chat/unknown-thread'

export default function UnknownChatPage() {
  return (
    <MessagePage>
      <UnknownThread />
    </MessagePage>
  )
}
