import type { ThreadId } from '@/lib/protocol/event'

/** What happened to a conversation, or to all of them at once, in another window of this browser. */
export type ThreadChange = { threadId: ThreadId; what: 'changed' | 'deleted' | 'restored' } | { what: 'all deleted' }

export type Windows = {
  /** Sends a change to the other windows, not to this one. */
  notify(change: ThreadChange): void
  /** Calls back with each change that another window sends; what it returns ends that. */
  onChange(callback: (change: ThreadChange) => void): () => void
}

const channel =
  typeof window === 'undefined' || typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('unfold-chats')

/** The windows of this browser side by side; without a `BroadcastChannel` each is alone, and asks the server now and then. */
export const otherWindows: Windows = {
  notify: (change) => channel?.postMessage(change),
  onChange: (callback) => {
    const onMessage = ({ data }: MessageEvent<ThreadChange>) => callback(data)
    channel?.addEventListener('message', onMessage)
    return () => channel?.removeEventListener('message', onMessage)
  },
}
