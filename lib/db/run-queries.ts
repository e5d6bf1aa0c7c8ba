import type { Selectable } from 'kysely'
import type { AskedFile, BranchPoint, MessageId, ModelName, Ms, RunId, ThreadId } from '@/lib/protocol/event'
import type { Effort } from '@/lib/protocol/model-offer'
import type { RunMode } from '@/lib/protocol/run-mode'
import { isPostgres } from './dialect'
import type { Db } from './store'
import type { RunRow } from './tables'

/** Our own name of a run; an id is the client's, and only its owner's. */
export type RunKey = string & { readonly brand: 'RunKey' }
/** Who a conversation belongs to. */
export type Owner = string & { readonly brand: 'Owner' }

/** What a run was asked with beside its question. Runs of versions that did not keep it have none of it here. */
export type AskedWith = { mode?: RunMode; effort?: Effort; files?: AskedFile[] }

export type RunRecord = {
  key: RunKey
  owner: Owner
  runId: RunId
  threadKey: string
  messageId: MessageId
  question: string
  model: ModelName
  from?: BranchPoint
  asked: AskedWith
  status: 'running' | 'ended'
  heartbeats: number
  epoch: number
  instance: string
  attempts: number
  stopRequested: boolean
  /** Questions to go on with; none where none were found, and absent where nobody has asked for them. */
  followUps?: string[]
  endedAt?: Ms
  outcome?: string
  /** Who asked, for the limits. */
  address: string
}

/**
 * The run with this id, if it is this owner’s; `undefined` for one that is missing or another’s, so that nobody can tell which.
 */
export async function findRun(db: Db, owner: Owner, runId: RunId): Promise<RunRecord | undefined> {
  const row = await db.selectFrom('runs').selectAll().where('owner', '=', owner).where('run_id', '=', runId).executeTakeFirst()
  return row && toRunRecord(row)
}

/** The thread that a run is in, unless it was deleted. */
export async function threadOfRun(db: Db, key: RunKey): Promise<{ threadId: ThreadId } | undefined> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('threads', 'threads.key', 'runs.thread_key')
    .select('threads.thread_id')
    .where('runs.key', '=', key)
    .where('threads.deleted_at', 'is', null)
    .executeTakeFirst()
  return row && { threadId: row.thread_id as ThreadId }
}

/** The runs of one question, oldest first. */
export async function runsOfTurn(
  db: Db,
  { threadKey, messageId }: { threadKey: string; messageId: MessageId },
): Promise<RunRecord[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where('message_id', '=', messageId)
    .orderBy('created_at')
    .execute()
  return rows.map(toRunRecord)
}

/** Asks whichever process produces the run to stop it. False when it has ended, or is not there. */
export async function markStopRequested(db: Db, key: RunKey): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ stop_requested: 1 })
    .where('key', '=', key)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The runs of an instance that someone asked to stop. */
export async function stopsOf(db: Db, instance: string): Promise<RunKey[]> {
  const rows = await db
    .selectFrom('runs')
    .select('key')
    .where('status', '=', 'running')
    .where('instance', '=', instance)
    .where('stop_requested', '=', 1)
    .execute()
  return rows.map(({ key }) => key as RunKey)
}

/** How far a run's producer has counted: it is alive while this changes. */
export type HeartbeatCount = Pick<RunRecord, 'key' | 'epoch' | 'heartbeats'>

/**
 * Says that an instance is alive, and gives those of the runs that are still its own. Their rows are held in the order in
 * which a commit of events holds them, so that the two cannot wait for each other.
 */
export async function countHeartbeats(db: Db, { instance, keys }: { instance: string; keys: RunKey[] }): Promise<Set<RunKey>> {
  const mine = db
    .selectFrom('runs')
    .select('key')
    .where('status', '=', 'running')
    .where('instance', '=', instance)
    .where('key', 'in', keys)
  const rows = await db
    .updateTable('runs')
    .set(({ eb }) => ({ heartbeats: eb('heartbeats', '+', 1) }))
    .where('key', 'in', isPostgres(db) ? mine.orderBy('key').forUpdate() : mine)
    .returning('key')
    .execute()
  return new Set(rows.map(({ key }) => key as RunKey))
}

/**
 * The runs that go, but for those of `except`. With SQLite this too takes the lock of the file: while nobody can write,
 * no producer can count, and nothing follows from that.
 */
export async function readHeartbeats(db: Db, except: RunKey[]): Promise<HeartbeatCount[]> {
  const query = db.selectFrom('runs').select(['key', 'epoch', 'heartbeats']).where('status', '=', 'running').limit(1000)
  const rows = await db.transaction().execute((transaction) => {
    const others = except.length > 0 ? query.where('key', 'not in', except) : query
    return transaction.executeQuery(others).then((result) => result.rows)
  })
  return rows.map((row) => ({ ...row, key: row.key as RunKey }))
}

/**
 * Runs that were interrupted while nobody had a say in it, each given out once, to whichever process asks first: it
 * may go on from them. Those asked before `askedAfter` are left as they are; nobody waits for them any more.
 */
export async function claimInterrupted(db: Db, askedAfter: Ms): Promise<RunRecord[]> {
  const rows = await db.updateTable('runs').set({ continue_wanted: 0 }).where('continue_wanted', '=', 1).returningAll().execute()
  return rows.filter((row) => row.created_at > askedAfter).map(toRunRecord)
}

/**
 * Takes a run over from a producer that is gone: from now on only the new epoch may write. `undefined` when somebody else
 * was faster, or the producer has counted on and is alive after all.
 */
export async function takeOver(
  db: Db,
  { key, epoch, heartbeats, instance }: HeartbeatCount & { instance: string },
): Promise<RunRecord | undefined> {
  const row = await db
    .updateTable('runs')
    .set({ epoch: epoch + 1, heartbeats: heartbeats + 1, instance })
    .where('key', '=', key)
    .where('epoch', '=', epoch)
    .where('heartbeats', '=', heartbeats)
    .where('status', '=', 'running')
    .returningAll()
    .executeTakeFirst()
  return row && toRunRecord(row)
}

/** A row of `runs` as the rest of the server knows it: times in ms since 1970, absent values left out. */
export const toRunRecord = (row: Selectable<RunRow>): RunRecord => ({
  key: row.key as RunKey,
  owner: row.owner as Owner,
  runId: row.run_id as RunId,
  threadKey: row.thread_key,
  messageId: row.message_id as MessageId,
  question: row.question,
  model: { id: row.model_id, label: row.model_label },
  ...(row.branch_point !== null && { from: JSON.parse(row.branch_point) as BranchPoint }),
  asked: row.asked_with === null ? {} : (JSON.parse(row.asked_with) as AskedWith),
  status: row.status,
  heartbeats: row.heartbeats,
  epoch: row.epoch,
  instance: row.instance,
  attempts: row.attempts,
  stopRequested: row.stop_requested === 1,
  ...(row.follow_ups !== null && { followUps: JSON.parse(row.follow_ups) as string[] }),
  ...(row.ended_at !== null && { endedAt: row.ended_at }),
  ...(row.outcome !== null && { outcome: row.outcome }),
  address: row.address,
})
