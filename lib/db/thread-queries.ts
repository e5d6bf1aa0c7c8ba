import { type Selectable, sql } from 'kysely'
import type { MessageId, Ms, RunId, ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadPatch, ThreadSummary } from '@/lib/protocol/thread-summary'
import type { DialectName } from './dialect'
import { type Owner, type RunKey, type RunRecord, toRunRecord } from './run-queries'
import { putSearchText, searchThreads } from './search'
import type { Db } from './store'
import type { ThreadRow } from './tables'

export type ThreadRecord = { key: string; threadId: ThreadId; title: string }
export type TurnRecord = {
  messageId: MessageId
  question: string
  askedAt: Ms
  position: number
  chosenRunId?: RunId
  /** Oldest first. */
  runs: RunRecord[]
}

export async function findThread(db: Db, owner: Owner, threadId: ThreadId): Promise<ThreadRecord | undefined> {
  const row = await ofOwner(db, owner).where('thread_id', '=', threadId).executeTakeFirst()
  return row && { key: row.key, threadId, title: row.title }
}

/** The id of the model that was asked last in a thread. */
export async function lastModelOf(db: Db, threadKey: string): Promise<string | undefined> {
  const newest = db.selectFrom('runs').select('model_id').where('thread_key', '=', threadKey)
  return (await newest.orderBy('created_at', 'desc').limit(1).executeTakeFirst())?.model_id
}

/** An owner's conversations, newest first; `before` is the `next` of the page before. */
export async function listThreads(
  db: Db,
  { owner, before, limit }: { owner: Owner; before?: string | undefined; limit: number },
): Promise<ThreadPage> {
  const from = before === undefined ? undefined : parseCursor(before)
  let query = ofOwner(db, owner)
  if (from)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('updated_at', 'key'), '<', tuple(from.updatedAt, from.key)))
  const rows = await query
    .orderBy('updated_at', 'desc')
    .orderBy('key', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const threads = await toSummaries(db, page)
  return rows.length > limit && last ? { threads, next: `${last.updated_at}-${last.key}` } : { threads }
}

/** The conversations that match a text, best first. */
export async function findThreads(
  db: Db,
  dialect: DialectName,
  search: { owner: Owner; text: string; limit: number },
): Promise<ThreadPage> {
  const keys = await searchThreads(db, dialect, search)
  if (keys.length === 0) return { threads: [] }
  const rows = await ofOwner(db, search.owner).where('key', 'in', keys).execute()
  const byKey = new Map(rows.map((row) => [row.key, row]))
  return {
    threads: await toSummaries(
      db,
      keys.flatMap((key) => byKey.get(key) ?? []),
    ),
  }
}

/** The newest `limit` turns of a thread, or those before a turn; `earlier` counts what is before them. */
export async function readTurns(
  db: Db,
  { threadKey, before, limit }: { threadKey: string; before?: MessageId | undefined; limit: number },
): Promise<{ turns: TurnRecord[]; earlier: number }> {
  let query = db.selectFrom('turns').selectAll().where('thread_key', '=', threadKey)
  if (before !== undefined) {
    query = query.where('position', '<', ({ selectFrom }) =>
      selectFrom('turns').select('position').where('thread_key', '=', threadKey).where('message_id', '=', before),
    )
  }
  const newestFirst = await query.orderBy('position', 'desc').limit(limit).execute()
  const rows = newestFirst.toReversed()
  if (rows.length === 0) return { turns: [], earlier: 0 }
  const runs = await db
    .selectFrom('runs')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where(
      'message_id',
      'in',
      rows.map((row) => row.message_id),
    )
    .orderBy('created_at')
    .execute()
  const turns = rows.map((row) => ({
    messageId: row.message_id as MessageId,
    question: row.question,
    askedAt: row.asked_at,
    position: row.position,
    ...(row.chosen_run_id !== null && { chosenRunId: row.chosen_run_id as RunId }),
    runs: runs.filter((run) => run.message_id === row.message_id).map(toRunRecord),
  }))
  return { turns, earlier: rows[0]?.position ?? 0 }
}

/** Whether anybody has a conversation here. */
export const hasThreads = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('threads').select('key').limit(1).executeTakeFirst()) !== undefined

/**
 * What was asked before a position and answered, oldest first: of each turn the chosen answer, or else the newest. A question
 * that a provider's filter refused is left out, or it would be refused with every question after it.
 */
export async function readAnswers(
  db: Db,
  { threadKey, before, limit }: { threadKey: string; before: number; limit: number },
): Promise<{ question: string; answer: string; sources: number }[]> {
  const rows = await db
    .selectFrom('turns')
    .leftJoin('runs', (join) =>
      join
        .onRef('runs.thread_key', '=', 'turns.thread_key')
        .onRef('runs.message_id', '=', 'turns.message_id')
        .on('runs.answer', '<>', ''),
    )
    .select(['turns.position', 'turns.question as asked', 'turns.chosen_run_id', 'runs.run_id'])
    .select(['runs.question', 'runs.answer', 'runs.answer_sources', 'runs.created_at', 'runs.outcome'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('runs as refused')
          .select('refused.key')
          .whereRef('refused.thread_key', '=', 'turns.thread_key')
          .whereRef('refused.message_id', '=', 'turns.message_id')
          .where('refused.outcome', '=', 'content-filter'),
      ).as('was_refused'),
    )
    .where('turns.thread_key', '=', threadKey)
    .where('turns.position', '<', before)
    .where('turns.position', '>=', Math.max(0, before - limit))
    .orderBy('turns.position')
    .orderBy('runs.created_at')
    .execute()
  const chosen = new Map<number, (typeof rows)[number]>()
  for (const row of rows) {
    const before = chosen.get(row.position)
    if (before === undefined || before.run_id !== row.chosen_run_id) chosen.set(row.position, row)
  }
  const allowed = [...chosen.values()].filter(({ was_refused, outcome }) => !was_refused || outcome === 'success')
  return allowed.map(({ question, asked, answer, answer_sources }) => ({
    question: question ?? asked,
    answer: answer ?? '',
    sources: answer_sources ?? 0,
  }))
}

/** Undefined when there is no such thread, and `'no such version'` for a run that is not in the turn; both change nothing. */
export async function patchThread(
  db: Db,
  { owner, threadId, patch, now }: { owner: Owner; threadId: ThreadId; patch: ThreadPatch; now: Ms },
): Promise<ThreadSummary | 'no such version' | undefined> {
  const thread = await findThread(db, owner, threadId)
  if (!thread) return undefined
  const { title, seen, chosen } = patch
  if (chosen && !(await choose(db, thread.key, chosen))) return 'no such version'
  if (title !== undefined) {
    await db.updateTable('threads').set({ title }).where('key', '=', thread.key).execute()
    await putSearchText(db, thread.key, 'title', title)
  }
  // An end that was before the clock was set back is later than now, and seen all the same.
  const seenAt = sql<Ms>`case when ended_at > ${now} then ended_at else ${now} end`
  if (seen) await db.updateTable('threads').set({ seen_at: seenAt }).where('key', '=', thread.key).execute()
  return summaryOf(db, owner, threadId)
}

/** False where the turn has no such run. */
async function choose(db: Db, thread: string, { messageId, runId }: NonNullable<ThreadPatch['chosen']>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('turns')
    .set({ chosen_run_id: runId })
    .where('thread_key', '=', thread)
    .where('message_id', '=', messageId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('runs')
          .select('key')
          .where('thread_key', '=', thread)
          .where('message_id', '=', messageId)
          .where('run_id', '=', runId),
      ),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Hides a thread, to be purged later; gives the run of it that goes, if any. `undefined` when there is no such thread. */
export async function deleteThread(
  db: Db,
  { owner, threadId, now }: { owner: Owner; threadId: ThreadId; now: Ms },
): Promise<{ running?: RunKey } | undefined> {
  const row = await db
    .updateTable('threads')
    .set({ deleted_at: now })
    .where('owner', '=', owner)
    .where('thread_id', '=', threadId)
    .where('deleted_at', 'is', null)
    .returning('key')
    .executeTakeFirst()
  if (!row) return undefined
  const run = await db
    .selectFrom('runs')
    .select('key')
    .where('thread_key', '=', row.key)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return run ? { running: run.key as RunKey } : {}
}

/** Hides all of an owner's threads, to be purged later; gives the runs that go. */
export async function deleteAllThreads(db: Db, owner: Owner, now: Ms): Promise<{ running: RunKey[] }> {
  const rows = await db
    .updateTable('threads')
    .set({ deleted_at: now })
    .where('owner', '=', owner)
    .where('deleted_at', 'is', null)
    .returning('key')
    .execute()
  if (rows.length === 0) return { running: [] }
  // Asked by the owner and not by the keys, of which there may be more than a statement can hold.
  const runs = await db
    .selectFrom('runs')
    .innerJoin('threads', 'threads.key', 'runs.thread_key')
    .select('runs.key')
    .where('threads.owner', '=', owner)
    .where('threads.deleted_at', 'is not', null)
    .where('runs.status', '=', 'running')
    .execute()
  return { running: runs.map(({ key }) => key as RunKey) }
}

/** Takes a deletion back. `undefined` when there is nothing to take back. */
export async function restoreThread(db: Db, owner: Owner, threadId: ThreadId): Promise<ThreadSummary | undefined> {
  await db.updateTable('threads').set({ deleted_at: null }).where('owner', '=', owner).where('thread_id', '=', threadId).execute()
  return summaryOf(db, owner, threadId)
}

/** What was deleted before a moment goes for good, with all that belongs to it. */
export async function purgeThreads(db: Db, deletedBefore: Ms): Promise<void> {
  await db.deleteFrom('threads').where('deleted_at', '<', deletedBefore).execute()
}

/** Conversations in which nothing has happened since a moment and nothing goes on: for where others keep them. */
export async function forgetIdleThreads(db: Db, idleSince: Ms): Promise<void> {
  await db
    .deleteFrom('threads')
    .where('updated_at', '<', idleSince)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('runs')
            .select('runs.key')
            .whereRef('runs.thread_key', '=', 'threads.key')
            .where('runs.status', '=', 'running'),
        ),
      ),
    )
    .execute()
}

const ofOwner = (db: Db, owner: Owner) =>
  db.selectFrom('threads').selectAll().where('owner', '=', owner).where('deleted_at', 'is', null)

async function summaryOf(db: Db, owner: Owner, threadId: ThreadId): Promise<ThreadSummary | undefined> {
  const row = await ofOwner(db, owner).where('thread_id', '=', threadId).executeTakeFirst()
  return row && (await toSummaries(db, [row]))[0]
}

async function toSummaries(db: Db, rows: Selectable<ThreadRow>[]): Promise<ThreadSummary[]> {
  if (rows.length === 0) return []
  const running = await db
    .selectFrom('runs')
    .select('thread_key')
    .where('status', '=', 'running')
    .where(
      'thread_key',
      'in',
      rows.map(({ key }) => key),
    )
    .execute()
  const busy = new Set(running.map(({ thread_key }) => thread_key))
  return rows.map((row) => ({
    threadId: row.thread_id as ThreadId,
    title: row.title,
    updatedAt: row.updated_at,
    state: busy.has(row.key) ? 'running' : row.ended_at > row.seen_at ? 'unseen' : 'seen',
  }))
}

/** A cursor is made by us; one that is not is read as the beginning. */
function parseCursor(text: string): { updatedAt: Ms; key: string } | undefined {
  const match = /^(\d{1,15})-([\w-]{1,40})$/.exec(text)
  return match?.[1] && match[2] ? { updatedAt: Number(match[1]), key: match[2] } : undefined
}
