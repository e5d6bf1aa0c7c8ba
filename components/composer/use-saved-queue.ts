import { useEffect, useRef } from 'react'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { ThreadId } from '@/lib/protocol/event'
import { shownRun } from '@/lib/run-view/thread-view'
import { holdWaiting, type Waiting, writeWaiting } from './local-draft'

/**
 * Keeps on this device what was asked here and is not known to have arrived, until it has or is taken back: the question
 * that is on its way, and those behind it. A chat that gets its address takes them along.
 */
export const useSavedQueue = (
  draftKey: string,
  threadId: ThreadId,
  state: Pick<ChatState, 'thread' | 'live' | 'queued'>,
): void => {
  const messages = toMessages(state)
  // Compared as text, since nothing of it changes while an answer is written.
  const kept = messages.length > 0 ? JSON.stringify({ threadId, messages } satisfies Waiting) : ''
  const waits = kept !== ''
  useEffect(() => (waits ? holdWaiting(draftKey) : undefined), [draftKey, waits])
  const before = useRef({ draftKey, kept: '' })
  useEffect(() => {
    const { current } = before
    // What another window keeps under the same key is not this one's to forget.
    if (current.kept !== '' && current.draftKey !== draftKey) writeWaiting(current.draftKey, undefined)
    if (kept !== '' || current.kept !== '') writeWaiting(draftKey, kept === '' ? undefined : JSON.parse(kept))
    before.current = { draftKey, kept }
  }, [draftKey, kept])
}

const toMessages = ({ thread, live, queued }: Pick<ChatState, 'thread' | 'live' | 'queued'>): Waiting['messages'] => {
  const turn = live?.text === undefined ? undefined : thread.turns.find(({ messageId }) => messageId === live.turnId)
  const isSent = !turn || (shownRun(turn)?.lastSeq ?? 0) > 0
  const waiting = queued.map(({ id, text }) => ({ id, text }))
  return isSent || !live?.text ? waiting : [{ id: live.runId, text: live.text }, ...waiting]
}
