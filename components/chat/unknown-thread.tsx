import { errorTable } from '@/lib/protocol/error'

/** For an address that holds no chat, or holds none any more. */
export const UnknownThread = ({
  keepsHistory,
}: {
  /** False where the server keeps no chats, and each browser its own. */ keepsHistory: boolean
}) => (
  <div className="message-screen">
    <h1>{errorTable['not-found'].message}</h1>
    {!keepsHistory && (
      <p>Chats are kept in the browser that they were asked in, so one from another device or a private window is not here.</p>
    )}
    <a href="/" className="btn pri">
      New chat
    </a>
  </div>
)
