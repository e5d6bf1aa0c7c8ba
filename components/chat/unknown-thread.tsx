'use client'

import { errorTable } from '@/lib/protocol/error'

type Props = {
  /** The server keeps chats in its memory, so a restart may have taken this one. */
  inMemory?: boolean
  onNewChat?: () => void
}

/** For an address that holds no chat, or holds none any more. */
export const UnknownThread = ({ inMemory = false, onNewChat }: Props) => (
  <div className="message-screen">
    <h1>{errorTable['not-found'].message}</h1>
    {inMemory && <p>The server keeps chats in its memory, so it may also be gone because the server restarted.</p>}
    <a
      href="/"
      className="btn pri"
      onClick={(event) => {
        if (!onNewChat) return
        event.preventDefault()
        onNewChat()
      }}
    >
      New chat
    </a>
  </div>
)
