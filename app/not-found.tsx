import { connection } from 'next/server'
import { button } from '@/components/ui/button'
import { MessagePage, MessageScreen } from '@/components/ui/message-page'

export default async function NotFoundPage() {
  await connection()
  return (
    <MessagePage>
      <MessageScreen
        title="There is no page at this address."
        action={
          <a href="/" className={button({ variant: 'primary' })}>
            New chat
          </a>
        }
      />
    </MessagePage>
  )
}
