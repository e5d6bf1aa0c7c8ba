import { Clock, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '@/components/ui/button'
import type { ChatState, QueuedMessage } from '@/lib/client/chat/chat-state'
import { lockQueue, type SavedQueue, writeQueue } from '@/lib/client/chat/local-draft'
import type { ThreadId } from '@/lib/protocol/event'
import { shownRun } from '@/lib/run-view/thread-view'

/** What the queue waits for: the end of the run, the network, or a server that can save. */
type WaitsFor = 'run' | 'network' | 'storage'

type Props = { messages: QueuedMessage[]; waitsFor: WaitsFor; onRemove(message: QueuedMessage): void }

/** The messages that are sent later, one at a time and in this order. Removing one puts its text back into the composer. */
export const Queue = ({ messages, waitsFor, onRemove }: Props) => (
  <ol aria-label="Queued messages" className="-mt-1 mb-2.5 -ml-1.5 grid max-h-[40dvh] gap-0.5 overflow-y-auto">
    {messages.map((message, index) => (
      <li
        key={message.messageId}
        className="flex min-w-0 items-center gap-2 rounded-md bg-sunken py-0.5 pr-0.5 pl-2.5 text-ink-3 text-sm"
      >
        <Clock size={14} aria-hidden />
        <span className="min-w-0 flex-1 truncate">
          <b className="mr-1.5 font-medium text-ink-2">{index === 0 ? whenSent[waitsFor] : 'Then'}</b>{' '}
          <span>{message.question}</span>
        </span>
        <IconButton label="Remove queued message" onClick={() => onRemove(message)}>
          <X size={14} aria-hidden />
        </IconButton>
      </li>
    ))}
  </ol>
)

const whenSent: Record<WaitsFor, string> = {
  run: 'Will send when this finishes',
  network: 'Will send when you are back online',
  storage: 'Will send when it can be saved',
}

/**
 * Saves on this device what was asked here and is not known to have arrived, until it has or is removed: the question
 * that is being sent, and those behind it. When a chat gets its address, they move to its key.
 */
export const useSavedQueue = (
  draftKey: string,
  threadId: ThreadId,
  state: Pick<ChatState, 'thread' | 'live' | 'queued'>,
): void => {
  const messages = findUnsent(state)
  // Compared as text, since nothing of it changes while an answer is written.
  const saved = messages.length > 0 ? JSON.stringify({ threadId, messages } satisfies SavedQueue) : ''
  const isEmpty = saved === ''
  useEffect(() => (isEmpty ? undefined : lockQueue(draftKey)), [draftKey, isEmpty])
  const before = useRef({ draftKey, saved: '' })
  useEffect(() => {
    const { current } = before
    // What another window has saved under the same key is left alone.
    if (current.saved !== '' && current.draftKey !== draftKey) writeQueue(current.draftKey, undefined)
    if (saved !== '' || current.saved !== '') writeQueue(draftKey, saved === '' ? undefined : JSON.parse(saved))
    before.current = { draftKey, saved }
  }, [draftKey, saved])
}

/** The question that is being sent, if the server has not confirmed it, and the queued ones. */
const findUnsent = ({ thread, live, queued }: Pick<ChatState, 'thread' | 'live' | 'queued'>): SavedQueue['messages'] => {
  const turn = live?.question === undefined ? undefined : thread.turns.find(({ messageId }) => messageId === live.messageId)
  const isSent = !turn || (shownRun(turn)?.lastSeq ?? 0) > 0
  const unsent = queued.map(({ messageId, question, files }) => ({ id: messageId, text: question, ...(files && { files }) }))
  if (isSent || !live?.question) return unsent
  return [{ id: live.runId, text: live.question, ...(live.files && { files: live.files }) }, ...unsent]
}
