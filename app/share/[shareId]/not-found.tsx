import { button } from '@/components/ui/button'
import { MessagePage } from '@/components/ui/message-page'
import { MessageScreen } from '@/components/ui/message-screen'
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
