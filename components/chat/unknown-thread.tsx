import { errorTable } from '@/lib/protocol/error'

/** For an address that holds no chat, or holds none any more. Chats live in the server's memory as yet, which it says. */
export const UnknownThread = () => (
  <div className="message-screen">
    <h1>{errorTable['not-found'].message}</h1>
    <p>The server keeps chats in its memory, so it may also be gone because the server restarted.</p>
    <a href="/" className="btn pri">
      New chat
    </a>
  </div>
)
