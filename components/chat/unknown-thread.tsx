import { errorTable } from '@/lib/protocol/error'

/** For an address that holds no chat, or holds none any more. */
export const UnknownThread = ({ keepsHistory }: { /** False where chats are gone with the server. */ keepsHistory: boolean }) => (
  <div className="message-screen">
    <h1>{errorTable['not-found'].message}</h1>
    {!keepsHistory && <p>This server keeps chats in its memory, so it may also be gone because the server restarted.</p>}
    <a href="/" className="btn pri">
      New chat
    </a>
  </div>
)
