import type { RunRequest } from '@/lib/client/api/run-request'
import type { MessageId, RunEventOf } from '@/lib/protocol/event'
import { toTitle } from '@/lib/run-view/thread-view'
import type { BrowserDatabase, BrowserRun, BrowserThread } from './database'

/** Writes the question, its conversation where it is the first of one, and the run before its first event. */
export async function beginBrowserRun(
  db: BrowserDatabase,
  { threadId, runId, messages: [{ id, content: question }], forwardedProps }: RunRequest,
): Promise<BrowserRun> {
  const now = Date.now()
  const { model = '', from } = forwardedProps.unfold
  const fresh: BrowserThread = {
    threadId,
    title: toTitle(question),
    createdAt: now,
    updatedAt: now,
    endedAt: 0,
    seenAt: 0,
    deletedAt: 0,
    turns: [],
  }
  const transaction = db.transaction(['threads', 'runs'], 'readwrite')
  const { turns, ...kept } = (await transaction.objectStore('threads').get(threadId)) ?? fresh
  const place = from && turns.find(({ runIds }) => runIds.includes(from.runId))
  const messageId: MessageId = place?.messageId ?? id
  const run: BrowserRun = {
    runId,
    threadId,
    messageId,
    question,
    model: { id: model, label: model },
    ...(from && { from }),
    events: [],
    ended: false,
  }
  await transaction.objectStore('threads').put({
    ...kept,
    updatedAt: now,
    turns: place
      ? turns.map((turn) => {
          if (turn.messageId !== messageId) return turn
          const { chosenRunId, ...rest } = turn
          // Whoever asks for another version of the one that they had chosen wants to see it.
          return { ...rest, runIds: [...turn.runIds, runId], ...(chosenRunId && chosenRunId !== from.runId && { chosenRunId }) }
        })
      : [...turns, { messageId, question, askedAt: now, runIds: [runId] }],
  })
  await transaction.objectStore('runs').put(run)
  await transaction.done
  return run
}

/** What a run begins with of which the server has sent nothing. */
export const neverStarted = ({ runId, threadId, messageId, question, model, from }: BrowserRun): RunEventOf<'RUN_STARTED'> => ({
  type: 'RUN_STARTED',
  ...{ runId, threadId },
  protocolVersion: '1.0',
  input: { runId, threadId, messages: [{ id: messageId, role: 'user', content: question }], tools: [], context: [] },
  metadata: { model, deadlineMs: 0, outlivesConnection: false, ...(from && { from }) },
})
