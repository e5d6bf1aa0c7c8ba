import { nanoid } from 'nanoid'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { KeptThread } from '@/lib/protocol/kept-thread'
import { findRun, type Owner } from './run-queries'
import { putSearchText } from './search'
import type { Db } from './store'

/**
 * Writes down what is missing here of a conversation that its visitor keeps: the thread, its questions, and their ended
 * runs. What is here already stays as it is. Called in a transaction.
 */
export async function writeKeptThread(
  db: Db,
  { owner, threadId, thread, now }: { owner: Owner; threadId: ThreadId; thread: KeptThread; now: Ms },
): Promise<void> {
  const threadKey = await threadOf(db, { owner, threadId, thread, now })
  const { known, last } = await turnsOf(db, threadKey)
  let free = last + 1
  for (const [index, { messageId, question, askedAt, runs }] of thread.turns.entries()) {
    if (!known.has(messageId)) {
      // In its place may be a question that was begun here and of which its browser never heard.
      const position = Math.max(index, free)
      free = position + 1
      await db
        .insertInto('turns')
        .values({ thread_key: threadKey, message_id: messageId, position, question, asked_at: askedAt, chosen_run_id: null })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    for (const [version, run] of runs.entries()) {
      const { from, events } = run
      await db
        .insertInto('runs')
        .values({
          key: nanoid(12),
          owner,
          run_id: run.runId,
          thread_key: threadKey,
          message_id: messageId,
          question: run.question,
          model_id: run.model.id,
          model_label: run.model.label,
          branch_point: from ? JSON.stringify(from) : null,
          // Versions are in the order in which they were made.
          created_at: askedAt + version,
          status: 'ended',
          outcome: null,
          ended_at: askedAt + version,
          address: '',
          instance: '',
          heartbeats: 0,
          epoch: 1,
          answer: run.answer,
          answer_sources: run.sources,
          follow_ups: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      if (events === '') continue
      // Here the run may be from an earlier question, to which its events did not come along.
      const known = await findRun(db, owner, run.runId)
      if (!known || known.status === 'running') continue
      await db
        .insertInto('run_events')
        .values({ run_key: known.key, first_seq: 1, last_seq: events.split('\n').length, events })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    const [only] = runs
    if (runs.length === 1 && only) {
      await db
        .updateTable('turns')
        .set({ chosen_run_id: only.runId })
        .where('thread_key', '=', threadKey)
        .where('message_id', '=', messageId)
        .execute()
    }
  }
}

async function turnsOf(db: Db, threadKey: string): Promise<{ known: Set<string>; last: number }> {
  const rows = await db.selectFrom('turns').select(['message_id', 'position']).where('thread_key', '=', threadKey).execute()
  return {
    known: new Set(rows.map(({ message_id }) => message_id)),
    last: rows.reduce((last, { position }) => Math.max(last, position), -1),
  }
}

async function threadOf(
  db: Db,
  { owner, threadId, thread, now }: { owner: Owner; threadId: ThreadId; thread: KeptThread; now: Ms },
): Promise<string> {
  const key = nanoid(12)
  const row = { key, owner, thread_id: threadId, title: thread.title, created_at: now, updated_at: now, deleted_at: null }
  const added = await db
    .insertInto('threads')
    .values(row)
    .onConflict((conflict) => conflict.columns(['owner', 'thread_id']).doUpdateSet({ deleted_at: null }))
    .returning('key')
    .executeTakeFirstOrThrow()
  if (added.key === key) await putSearchText(db, key, 'title', thread.title)
  return added.key
}
