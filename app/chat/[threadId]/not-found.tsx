import { MessagePage } from '@/components/chat/message-page'
import { UnknownThread } from '@/components/chat/unknown-thread'
import { services } from '@/lib/server/services'

export default function UnknownChatPage() {
  return (
    <MessagePage>
      <UnknownThread keepsHistory={services().keepsHistory} />
    </MessagePage>
  )
}
