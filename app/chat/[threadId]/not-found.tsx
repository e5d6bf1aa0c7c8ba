import { MessagePage } from '@/components/chat/message-page'
import { UnknownThread } from '@/components/chat/unknown-thread'
import { getChatPageData } from '@/lib/server/page-data'

export default async function UnknownChatPage() {
  const { restarted = false } = await getChatPageData()
  return (
    <MessagePage>
      <UnknownThread inMemory={restarted} />
    </MessagePage>
  )
}
