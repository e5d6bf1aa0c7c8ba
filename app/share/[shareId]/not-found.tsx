import { MessagePage } from '@/components/ui/message-page'
import { shareNotFound } from '@/lib/protocol/share'

export default function UnknownSharePage() {
  return (
    <MessagePage>
      <div className="message-screen">
        <h1>{shareNotFound().message}</h1>
        <a href="/" className="btn pri">
          Ask your own question
        </a>
      </div>
    </MessagePage>
  )
}
