import { useState } from 'react'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'

/** While a title is edited its row stays where it is, whatever is read meanwhile. */
export const useHeldThreads = (threads: ThreadSummary[], isEditing: boolean): ThreadSummary[] => {
  const [held, setHeld] = useState<ThreadSummary[]>()
  if (isEditing && !held) setHeld(threads)
  if (!isEditing && held) setHeld(undefined)
  return held ?? threads
}
