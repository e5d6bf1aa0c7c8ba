import { connection } from 'next/server'
import { MessagePage } from '@/components/ui/message-page'

export default async function NotFoundPage() {
  await connection()
  return (
    <MessagePage>
      <div className="message-screen">
        <h1>There is no page at this address.</h1>
        <a href="/" className="btn pri">
          New chat
        </a>
      </div>
    </MessagePage>
  )
}
