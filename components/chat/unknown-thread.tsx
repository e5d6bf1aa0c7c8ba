import { Button } from '@/components/ui/button'
import { MessageScreen, MessageText } from '@/components/ui/message-page'
import { errorTable } from '@/lib/protocol/error'

/** Why the server has no chat for an address: there is none of this visitor, or the browser did not say who they are. */
export type UnknownReason = 'missing' | 'no-cookie'

type Props = {
  /** False where the server keeps no chats, and each browser its own. */
  keepsHistory: boolean
  reason: UnknownReason
  onNewChat(): void
}

/** For an address that holds no chat, or holds none any more. */
export const UnknownThread = ({ keepsHistory, reason, onNewChat }: Props) => (
  <MessageScreen
    title={errorTable['not-found'].message}
    action={
      <Button variant="primary" onClick={onNewChat}>
        New chat
      </Button>
    }
  >
    {!keepsHistory && (
      <MessageText>
        Chats are kept in the browser that they were asked in, so one from another device or a private window is not here.
      </MessageText>
    )}
    {keepsHistory && reason === 'no-cookie' && (
      <MessageText>
        Chats are found again by a cookie of the browser that they were asked in, and this browser sent none. If you asked it
        here, cookies were cleared or are refused: allow them for this site, so that your next chats are kept for you.
      </MessageText>
    )}
  </MessageScreen>
)
