import { type Selectable, sql } from 'kysely'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadPatch, ThreadSummary } from '@/lib/protocol/thread-summary'
import type { DialectName } from './dialect'
import { purgeDocuments, removeWaitingDocuments } from './document-queries'
import type { Owner, RunKey } from './run-queries'
import { putSearchText, searchThreads } from './search'
import type { Db } from './store'
import type { ThreadRow } from './tables'
import { chooseRun } from './turn-queries'

export type ThreadRecord = { key: string; threadId: ThreadId; title: string }

/** The conversation with this id, if it is this owner’s and was not deleted; else `undefined`. */
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
export async function readThreadPage(
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

/** Whether anybody has a conversation here. */
export const hasThreads = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('threads').select('key').limit(1).executeTakeFirst()) !== undefined

/** Undefined when there is no such thread, and `'no such version'` for a run that is not in the turn; both change nothing. */
export async function patchThread(
  db: Db,
  { owner, threadId, patch, now }: { owner: Owner; threadId: ThreadId; patch: ThreadPatch; now: Ms },
): Promise<ThreadSummary | 'no such version' | undefined> {
  const thread = await findThread(db, owner, threadId)
  if (!thread) return undefined
  const { title, seen, chosen } = patch
  if (chosen && !(await chooseRun(db, thread.key, chosen))) return 'no such version'
  if (title !== undefined) {
    await db.updateTable('threads').set({ title }).where('key', '=', thread.key).execute()
    await putSearchText(db, thread.key, 'title', title)
  }
  // An end that was before the clock was set back is later than now, and seen all the same.
  const seenAt = sql<Ms>`case when ended_at > ${now} then ended_at else ${now} end`
  if (seen) await db.updateTable('threads').set({ seen_at: seenAt }).where('key', '=', thread.key).execute()
  return summaryOf(db, owner, threadId)
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

/** Hides all of an owner's threads, to be purged later; gives the runs that go. Files that wait for a first question go at once. */
export async function deleteAllThreads(db: Db, owner: Owner, now: Ms): Promise<{ running: RunKey[] }> {
  await removeWaitingDocuments(db, owner)
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
  await purgeDocuments(db, deletedBefore)
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
  const isUnseen = (row: Selectable<ThreadRow>) => !busy.has(row.key) && row.ended_at > row.seen_at
  const endings = await endingsOf(
    db,
    rows.filter(isUnseen).map(({ key }) => key),
  )
  return rows.map((row) => ({
    threadId: row.thread_id as ThreadId,
    title: row.title,
    updatedAt: row.updated_at,
    state: busy.has(row.key) ? 'running' : isUnseen(row) ? 'unseen' : 'seen',
    ...endings.get(row.key),
  }))
}

/** How the newest run of each thread ended, where that was not with an answer. */
async function endingsOf(db: Db, keys: string[]): Promise<Map<string, Pick<ThreadSummary, 'ending'>>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('runs')
    .select(['thread_key', 'outcome'])
    .where('thread_key', 'in', keys)
    .where('status', '=', 'ended')
    .orderBy('created_at')
    .execute()
  // The newest is the last that is put in.
  return new Map(rows.map(({ thread_key, outcome }) => [thread_key, toEnding(outcome)]))
}

const toEnding = (outcome: string | null): Pick<ThreadSummary, 'ending'> => {
  if (outcome === null || outcome === 'success') return {}
  return { ending: outcome === 'cancelled' ? 'stopped' : 'failed' }
}

/** A cursor is made by us; one that is not is read as the beginning. */
/** The `next` of a page, read; `undefined` for what is none. */
export function parseCursor(text: string): { updatedAt: Ms; key: string } | undefined {
  const match = /^(\d{1,15})-([\w-]{1,40})$/.exec(text)
  return match?.[1] && match[2] ? { updatedAt: Number(match[1]), key: match[2] } : undefined
}
