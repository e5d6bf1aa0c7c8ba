import { readStoredEvents } from '@/lib/db/run-events'
import type { Owner } from '@/lib/db/run-queries'
import { findThread } from '@/lib/db/thread-queries'
import { readTurns } from '@/lib/db/turn-queries'
import { type Conversation, findStray } from '@/lib/protocol/conversation'
import { AppError } from '@/lib/protocol/error'
import type { AppAnswer, BranchPoint, NumberedEvent, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { pendingOf } from '@/lib/protocol/order'
import type { Services } from '@/lib/server/service-types'

/** The run that left calls to the app, as the point to go on from, with what the app gave back for them. */
export type AnsweredRun = { from: BranchPoint; answers: AppAnswer[] }

/**
 * What a request that ends with results of the app's tools goes on from. `undefined` where its thread is not stored: then
 * the conversation that it tells is all there is. Throws `bad-request` for results that no call waits for.
 */
export async function findAnsweredRun(
  { threadId, conversation, owner }: { threadId: ThreadId; conversation: Conversation; owner: Owner },
  { store }: Services,
): Promise<AnsweredRun | undefined> {
  const { answers } = conversation
  const found = await store.use(async (db) => {
    const thread = await findThread(db, owner, threadId)
    if (!thread) return undefined
    const run = (await readTurns(db, { threadKey: thread.key, limit: 1 })).turns.at(-1)?.runs.at(-1)
    return { run, events: run ? await readStoredEvents(db, run.key) : [] }
  })
  if (!found) {
    if (findStray(conversation)) throw noneWaits()
    return undefined
  }
  const last = found.events.at(-1)
  const waiting: ReadonlySet<ToolCallId> = last ? pendingOf(JSON.parse(last.json) as NumberedEvent) : new Set()
  const given = answers.filter(({ toolCallId }) => waiting.has(toolCallId))
  if (!found.run || !last || given.length === 0) throw noneWaits()
  return { from: { runId: found.run.runId, seq: last.seq, action: 'continue' }, answers: [...given, ...missing(waiting, given)] }
}

const noneWaits = (): AppError =>
  new AppError('bad-request', {
    field: 'messages',
    message: 'The last messages do not answer a tool call that waits for a result.',
  })

/** A call that the app said nothing about was not answered, and the model is told so. */
const missing = (waiting: ReadonlySet<ToolCallId>, given: AppAnswer[]): AppAnswer[] =>
  [...waiting]
    .filter((id) => given.every(({ toolCallId }) => toolCallId !== id))
    .map((toolCallId) => ({
      id: `unanswered-${toolCallId}` as AppAnswer['id'],
      role: 'tool',
      toolCallId,
      content: '',
      error: 'The app gave no result.',
    }))
