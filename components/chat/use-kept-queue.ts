import { useEffect, useRef } from 'react'
import type { QueuedMessage } from '@/lib/client/chat-state'
import { writeQueued } from './local-draft'

/** Keeps what waits on this device until it is sent or taken back; a chat that gets its address takes it along. */
export const useKeptQueue = (draftKey: string, queued: QueuedMessage[]): void => {
  const keptUnder = useRef(draftKey)
  useEffect(() => {
    if (keptUnder.current !== draftKey) writeQueued(keptUnder.current, [])
    keptUnder.current = draftKey
    writeQueued(
      draftKey,
      queued.map(({ text }) => text),
    )
  }, [draftKey, queued])
}
