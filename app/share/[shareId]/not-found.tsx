import { button } from '@/components/ui/button'
import { MessagePage, MessageScreen } from '@/components/ui/message-page'
import { shareNotFound } from '@/lib/protocol/share'

export default function UnknownSharePage() {
  return (
    <MessagePage>
      <MessageScreen
        title={shareNotFound().message}
        action={
          <a href="/" className={button({ variant: 'primary' })}>
            Ask your own question
          </a>
        }
      />
    </MessagePage>
  )
}
