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
        Chats are saved in the browser you used, so a chat from another device or a private window is not here.
      </MessageText>
    )}
    {keepsHistory && reason === 'no-cookie' && (
      <MessageText>
        Your chats are tied to a cookie in your browser, and this browser sent none. If this chat is yours, cookies were cleared
        or blocked: allow cookies for this site, so that your next chats are saved.
      </MessageText>
    )}
  </MessageScreen>
)
