import type { ThreadId } from '@/lib/protocol/event'

/** What happened to a conversation in another window of this browser. */
export type ThreadChange = { threadId: ThreadId; what: 'changed' | 'deleted' | 'restored' }

export type Windows = {
  /** Tells the others, not this one. */
  tell(change: ThreadChange): void
  /** Calls back when another one tells something; what it returns ends that. */
  onChange(callback: (change: ThreadChange) => void): () => void
}

const channel =
  typeof window === 'undefined' || typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('unfold-chats')

/** The windows of this browser side by side; without a `BroadcastChannel` each is alone, and asks the server now and then. */
export const otherWindows: Windows = {
  tell: (change) => channel?.postMessage(change),
  onChange: (callback) => {
    const onMessage = ({ data }: MessageEvent<ThreadChange>) => callback(data)
    channel?.addEventListener('message', onMessage)
    return () => channel?.removeEventListener('message', onMessage)
  },
}
