import { CompiledQuery } from 'kysely'
import type { Ms, Seq } from '@/lib/protocol/event'
import { isPostgres } from './dialect'
import type { RunKey } from './run-queries'
import { toSearchText } from './search-words'
import type { Db } from './store'

/** Consecutive events of one run, each as its JSON, by a producer of that epoch. `ending` comes with the last ones. */
export type EventBatch = { key: RunKey; epoch: number; firstSeq: Seq; events: string[]; ending?: RunEnding | undefined }

/** How a run ended, and what is kept of it beside its events: later questions are asked with the answer. */
export type RunEnding = {
  /** `success`, `cancelled`, or the code of its error. */
  outcome: string
  answer: string
  sources: number
  at: Ms
  /** The server may go on from it by itself. */
  continueWanted: boolean
}

/**
 * Writes the batches, all or none, and gives the runs whose batch was written. A run that is missing there has another
 * producer by now (its epoch was raised) or has ended.
 */
export async function appendEvents(db: Db, batches: EventBatch[]): Promise<Set<RunKey>> {
  if (batches.every(({ ending }) => ending === undefined)) return insertEvents(db, batches)
  return db.transaction().execute(async (transaction) => {
    const written = await insertEvents(transaction, batches)
    for (const { key, ending } of batches) if (ending && written.has(key)) await markEnded(transaction, key, ending)
    return written
  })
}

type Written = { run_key: RunKey; first_seq: Seq; last_seq: Seq }

/** By far the most frequent statement of the app, so its text is made once for each number of rows, not built anew. */
async function insertEvents(db: Db, batches: EventBatch[]): Promise<Set<RunKey>> {
  const given = new Map(batches.map((batch) => [batch.key, batch]))
  const parameters = batches.flatMap((batch) => [
    batch.key,
    batch.epoch,
    batch.firstSeq,
    lastSeqOf(batch),
    batch.events.join('\n'),
  ])
  const statement = insertStatement(batches.length, isPostgres(db))
  const { rows } = await db.executeQuery<Written>(CompiledQuery.raw(statement, parameters))
  const written = new Set<RunKey>()
  for (const { run_key, first_seq, last_seq } of rows) {
    const batch = given.get(run_key)
    if (batch?.firstSeq !== first_seq || lastSeqOf(batch) !== last_seq)
      throw new Error(`Events ${first_seq} to ${last_seq} of run ${run_key} were written, which were not given.`)
    written.add(run_key)
  }
  await mustHaveAnother(
    db,
    batches.filter(({ key }) => !written.has(key)),
  )
  return written
}

const lastSeqOf = ({ firstSeq, events }: EventBatch): Seq => firstSeq + events.length - 1

/** Throws where a run whose events were not written still has this producer: they are lost then, not refused. */
async function mustHaveAnother(db: Db, refused: EventBatch[]): Promise<void> {
  for (const { key, epoch } of refused) {
    const run = await db.selectFrom('runs').select(['epoch', 'status']).where('key', '=', key).executeTakeFirst()
    if (run?.epoch === epoch && run.status === 'running') throw new Error(`Events of run ${key} were not written.`)
  }
}

const statements = new Map<string, string>()

/**
 * Writes rows of (run key, epoch, first seq, last seq, events) for the runs that still have that epoch. What does not follow
 * on what is there gets no first seq, which the column does not allow, so that all of it fails. With Postgres the runs are
 * held until the commit, in one order, so that nobody takes one over meanwhile; SQLite has one writer at a time.
 */
function insertStatement(count: number, isPostgres: boolean): string {
  const name = `${count} ${isPostgres}`
  const known = statements.get(name)
  if (known !== undefined) return known
  let parameter = 0
  const mark = () => {
    parameter += 1
    return isPostgres ? `$${parameter}` : '?'
  }
  const number = () => `cast(${mark()} as integer)`
  const row = () => `(${mark()}, ${number()}, ${number()}, ${number()}, ${mark()})`
  const statement = `
    with fresh (run_key, epoch, first_seq, last_seq, events) as (values ${Array.from({ length: count }, row).join(', ')}),
    held (run_key) as (
      select runs.key from runs join fresh on runs.key = fresh.run_key and runs.epoch = fresh.epoch
      where runs.status = 'running' ${isPostgres ? 'order by runs.key for share of runs' : ''})
    insert into run_events (run_key, first_seq, last_seq, events)
    select run_key, case when first_seq = 1 + coalesce(
      (select stored.last_seq from run_events stored where stored.run_key = fresh.run_key order by stored.first_seq desc limit 1), 0)
      then first_seq end, last_seq, events
    from fresh where run_key in (select run_key from held)
    returning run_key, first_seq, last_seq`
  statements.set(name, statement)
  return statement
}

async function markEnded(db: Db, key: RunKey, { outcome, answer, sources, at, continueWanted }: RunEnding): Promise<void> {
  const { thread_key, question } = await db
    .updateTable('runs')
    .set({
      status: 'ended',
      outcome,
      ended_at: at,
      answer: clean(answer),
      answer_sources: sources,
      continue_wanted: continueWanted ? 1 : 0,
    })
    .where('key', '=', key)
    .returning(['thread_key', 'question'])
    .executeTakeFirstOrThrow()
  await db.updateTable('threads').set({ updated_at: at, ended_at: at }).where('key', '=', thread_key).execute()
  await db
    .insertInto('search_texts')
    .values({ thread_key, ref: key, text: toSearchText(`${question}\n${clean(answer)}`) })
    .onConflict((conflict) => conflict.columns(['thread_key', 'ref']).doNothing())
    .execute()
}

/** Postgres keeps no NUL in a text, and half a surrogate pair is no character. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\u0000', '')

/** The events of a run after `after`, as JSON with their numbers. */
export async function readStoredEvents(db: Db, key: RunKey, after: Seq = 0): Promise<{ seq: Seq; json: string }[]> {
  const rows = await db
    .selectFrom('run_events')
    .select(['first_seq', 'events'])
    .where('run_key', '=', key)
    .where('last_seq', '>', after)
    .orderBy('first_seq')
    .execute()
  return rows.flatMap(({ first_seq, events }) => toEntries(first_seq, events)).filter(({ seq }) => seq > after)
}

/** The events of a run after `after`, and whether it has ended: both of one moment, so that no end comes without its last events. */
export async function readNews(
  db: Db,
  key: RunKey,
  after: Seq,
): Promise<{ entries: { seq: Seq; json: string }[]; ended: boolean }> {
  const rows = await db
    .selectFrom('runs')
    .leftJoin('run_events', (join) => join.onRef('run_events.run_key', '=', 'runs.key').on('run_events.last_seq', '>', after))
    .select(['runs.status', 'run_events.first_seq', 'run_events.events'])
    .where('runs.key', '=', key)
    .orderBy('run_events.first_seq')
    .execute()
  const entries = rows.flatMap(({ first_seq, events }) =>
    first_seq === null || events === null ? [] : toEntries(first_seq, events),
  )
  return { entries: entries.filter(({ seq }) => seq > after), ended: rows[0]?.status !== 'running' }
}

/** The last stored event of each run; 0 where there is none. */
export async function lastSeqs(db: Db, keys: RunKey[]): Promise<Map<RunKey, Seq>> {
  const rows = await db
    .selectFrom('run_events')
    .select(({ fn }) => ['run_key', fn.max('last_seq').as('last_seq')])
    .where('run_key', 'in', keys)
    .groupBy('run_key')
    .execute()
  const found = new Map(rows.map(({ run_key, last_seq }) => [run_key as RunKey, Number(last_seq)]))
  return new Map(keys.map((key) => [key, found.get(key) ?? 0]))
}

/** The events of several runs at once; every key is in the answer. */
export async function readStoredEventsOf(db: Db, keys: RunKey[]): Promise<Map<RunKey, { seq: Seq; json: string }[]>> {
  const found = new Map<RunKey, { seq: Seq; json: string }[]>(keys.map((key) => [key, []]))
  if (keys.length === 0) return found
  const rows = await db
    .selectFrom('run_events')
    .selectAll()
    .where('run_key', 'in', keys)
    .orderBy('run_key')
    .orderBy('first_seq')
    .execute()
  for (const { run_key, first_seq, events } of rows) found.get(run_key as RunKey)?.push(...toEntries(first_seq, events))
  return found
}

const toEntries = (firstSeq: Seq, events: string): { seq: Seq; json: string }[] =>
  events.split('\n').map((json, index) => ({ seq: firstSeq + index, json }))
