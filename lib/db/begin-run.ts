import { nanoid } from 'nanoid'
import type { BranchPoint, MessageId, ModelName, Ms, RunId, ThreadId } from '@/lib/protocol/event'
import { countUp } from './rate-limits'
import { type AskedWith, findRun, type Owner, type RunRecord, toRunRecord } from './run-queries'
import { putSearchText } from './search'
import type { Db } from './store'

export type BeginOptions = {
  owner: Owner
  threadId: ThreadId
  runId: RunId
  messageId: MessageId
  question: string
  /** The point in another run from which this one starts. Without one it is a new question. */
  from?: BranchPoint | undefined
  asked?: AskedWith
  model: ModelName
  /** The title of a thread that is new with this. */
  title: string
  /** Who asks, for the limits. */
  address: string
  /** 0 is no limit, in both. */
  limits: { runsPerHour: number; concurrentRuns: number }
  /** The process that will produce the run. */
  instance: string
  now: Ms
  attempts?: number
}

export type Begun =
  | { kind: 'begun'; run: RunRecord; position: number }
  /** This run is there already. */
  | { kind: 'known'; run: RunRecord }
  /** Another run of the thread goes. */
  | { kind: 'busy'; run: RunRecord }
  /** The thread, or the run to start from, does not exist. */
  | { kind: 'missing' }
  | { kind: 'too-many-an-hour'; retryAfterMs: Ms }
  | { kind: 'too-many-at-once'; running: number }

const hourMs = 3_600_000

/**
 * Writes a new run with its question, and the thread with the first one, if nothing stands against it. Whatever is asked
 * at the same moment, in this process or another: a run begins once, and a thread has one run at a time.
 */
export async function beginRun(db: Db, options: BeginOptions): Promise<Begun> {
  const known = await findRun(db, options.owner, options.runId)
  if (known) return { kind: 'known', run: known }
  try {
    return await db.transaction().execute((transaction) => begin(transaction, options))
  } catch (error) {
    if (error instanceof Refused) return error.why
    throw error
  }
}

async function begin(db: Db, options: BeginOptions): Promise<Begun> {
  const { owner, runId, from, asked = {}, now } = options
  // First a write, so that SQLite takes the file for writing at once, and Postgres makes equal requests wait for each other.
  const thread = await threadOf(db, options)
  await checkLimits(db, options)
  const place = from ? await placeOfParent(db, thread, from) : await addTurn(db, thread, options)
  const createdAt = Math.max(now, 1 + (await lastBegun(db, thread)))
  const row = await db
    .insertInto('runs')
    .values({
      key: nanoid(12),
      owner,
      run_id: runId,
      thread_key: thread,
      message_id: place.messageId,
      question: from && from.action !== 'edit' ? place.question : options.question,
      model_id: options.model.id,
      model_label: options.model.label,
      branch_point: from ? JSON.stringify(from) : null,
      created_at: createdAt,
      status: 'running',
      outcome: null,
      ended_at: null,
      address: options.address,
      instance: options.instance,
      heartbeats: 0,
      epoch: 1,
      attempts: options.attempts ?? 0,
      answer: null,
      follow_ups: null,
      asked_with: JSON.stringify(asked),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Refused(await whyNot(db, options, thread))
  if (from) await showNewest(db, thread, place.messageId, from.runId)
  await db.updateTable('threads').set({ updated_at: now }).where('key', '=', thread).execute()
  return { kind: 'begun', run: toRunRecord(row), position: place.position }
}

/** A run is newer than all of its thread, though the clock was set back. */
async function lastBegun(db: Db, thread: string): Promise<Ms> {
  const last = await db
    .selectFrom('runs')
    .select(({ fn }) => fn.max('created_at').as('at'))
    .where('thread_key', '=', thread)
    .executeTakeFirst()
  return last?.at ?? 0
}

/** Whoever asks for another version of the one that they had chosen wants to see it. */
async function showNewest(db: Db, thread: string, messageId: MessageId, chosen: RunId): Promise<void> {
  await db
    .updateTable('turns')
    .set({ chosen_run_id: null })
    .where('thread_key', '=', thread)
    .where('message_id', '=', messageId)
    .where('chosen_run_id', '=', chosen)
    .execute()
}

/** Rolls back what was written so far. */
class Refused extends Error {
  readonly why: Begun

  constructor(why: Begun) {
    super(why.kind)
    this.why = why
  }
}

async function threadOf(db: Db, { owner, threadId, title, now }: BeginOptions): Promise<string> {
  const key = nanoid(12)
  const added = await db
    .insertInto('threads')
    .values({ key, owner, thread_id: threadId, title, created_at: now, updated_at: now, deleted_at: null })
    .onConflict((conflict) => conflict.columns(['owner', 'thread_id']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (added) {
    await putSearchText(db, key, 'title', title)
    return key
  }
  const thread = await db
    .selectFrom('threads')
    .select(['key', 'deleted_at'])
    .where('owner', '=', owner)
    .where('thread_id', '=', threadId)
    .executeTakeFirstOrThrow()
  if (thread.deleted_at !== null) throw new Refused({ kind: 'missing' })
  return thread.key
}

/** The count is taken in this transaction, so what is refused for another reason costs nothing. */
async function checkLimits(db: Db, { address, limits, now }: BeginOptions): Promise<void> {
  const { runsPerHour, concurrentRuns } = limits
  if (runsPerHour === 0 && concurrentRuns === 0) return
  const { points, resetsAt } = await countUp(db, { key: address, now, windowMs: hourMs })
  if (runsPerHour > 0 && points > runsPerHour) throw new Refused({ kind: 'too-many-an-hour', retryAfterMs: resetsAt - now })
  if (concurrentRuns === 0) return
  const { running } = await db
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('running'))
    .where('status', '=', 'running')
    .where('address', '=', address)
    .executeTakeFirstOrThrow()
  if (Number(running) >= concurrentRuns) throw new Refused({ kind: 'too-many-at-once', running: Number(running) })
}

type Place = { messageId: MessageId; question: string; position: number }

async function placeOfParent(db: Db, thread: string, from: BranchPoint): Promise<Place> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('turns', (join) =>
      join.onRef('turns.thread_key', '=', 'runs.thread_key').onRef('turns.message_id', '=', 'runs.message_id'),
    )
    .select(['runs.message_id', 'runs.question', 'turns.position'])
    .where('runs.thread_key', '=', thread)
    .where('runs.run_id', '=', from.runId)
    .executeTakeFirst()
  if (!row) throw new Refused({ kind: 'missing' })
  return { messageId: row.message_id as MessageId, question: row.question, position: row.position }
}

/** An id names one question of a thread; a client that repeats one gets another for its new question. */
async function addTurn(db: Db, thread: string, { messageId: wanted, question, now }: BeginOptions): Promise<Place> {
  const last = await db
    .selectFrom('turns')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('thread_key', '=', thread)
    .executeTakeFirst()
  const position = last?.position == null ? 0 : last.position + 1
  const turn = { thread_key: thread, position, question, asked_at: now, chosen_run_id: null }
  const added = await db
    .insertInto('turns')
    .values({ ...turn, message_id: wanted })
    .onConflict((conflict) => conflict.columns(['thread_key', 'message_id']).doNothing())
    .returning('message_id')
    .executeTakeFirst()
  const messageId = (added?.message_id ?? nanoid()) as MessageId
  if (!added)
    await db
      .insertInto('turns')
      .values({ ...turn, message_id: messageId })
      .execute()
  return { messageId, question, position }
}

async function whyNot(db: Db, { owner, runId }: BeginOptions, thread: string): Promise<Begun> {
  const known = await findRun(db, owner, runId)
  if (known) return { kind: 'known', run: known }
  const busy = await db
    .selectFrom('runs')
    .selectAll()
    .where('thread_key', '=', thread)
    .where('status', '=', 'running')
    .executeTakeFirstOrThrow()
  return { kind: 'busy', run: toRunRecord(busy) }
}
