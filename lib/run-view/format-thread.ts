import type { ThreadSummary } from '@/lib/protocol/thread-summary'

/** What is new in a conversation, in words; nothing for one that was seen. */
export const formatThreadState = ({ state, ending }: ThreadSummary): string | undefined => {
  if (state === 'running') return 'Running'
  if (state === 'seen') return undefined
  return ending === undefined ? 'New answer' : endings[ending]
}

const endings = { failed: 'Stopped on an error', stopped: 'Stopped' }
