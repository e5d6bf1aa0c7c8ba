'use client'

import { MessagePage } from '@/components/chat/message-page'

/** A bug on the way to the screen. The chats are on the server, so drawing again usually helps. */
export default function ErrorPage({ reset }: { error: Error; reset(): void }) {
  return (
    <MessagePage>
      <div className="message-screen">
        <h1>Something went wrong on our side.</h1>
        <p>Your chats are not touched by this.</p>
        <button type="button" className="btn pri" onClick={reset}>
          Try again
        </button>
      </div>
    </MessagePage>
  )
}
