import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import type { ThreadPatch } from '@/lib/protocol/thread-summary'
import { type AskedWith, type RunRecord, toRunRecord } from './run-queries'
import type { Db } from './store'

/** A question of a thread with the runs that answered it, oldest first. */
export type TurnRecord = {
  messageId: MessageId
  question: string
  askedAt: Ms
  position: number
  chosenRunId?: RunId
  runs: RunRecord[]
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

/** What a run of an earlier question came with, and how it ended. `first` is its first event as JSON, of a run that an earlier version began. */
export type EarlierRun = { position: number; outcome: string | null; asked?: AskedWith; first?: string }

/** The runs of the questions before a position. */
export async function readEarlierRuns(
  db: Db,
  { threadKey, before }: { threadKey: string; before: number },
): Promise<EarlierRun[]> {
  const rows = await db
    .selectFrom('turns')
    .innerJoin('runs', (join) =>
      join.onRef('runs.thread_key', '=', 'turns.thread_key').onRef('runs.message_id', '=', 'turns.message_id'),
    )
    .leftJoin('run_events', (join) =>
      join.onRef('run_events.run_key', '=', 'runs.key').on('run_events.first_seq', '=', 1).on('runs.asked_with', 'is', null),
    )
    .select(['turns.position', 'runs.outcome', 'runs.asked_with', 'run_events.events'])
    .where('turns.thread_key', '=', threadKey)
    .where('turns.position', '<', before)
    .execute()
  return rows.map(({ position, outcome, asked_with, events }) => ({
    position,
    outcome,
    ...(asked_with !== null && { asked: JSON.parse(asked_with) as AskedWith }),
    ...(events !== null && { first: events.split('\n', 1)[0] ?? '' }),
  }))
}

/** Chooses which run of a turn is shown. False where the turn has no such run. */
export async function chooseRun(
  db: Db,
  thread: string,
  { messageId, runId }: NonNullable<ThreadPatch['chosen']>,
): Promise<boolean> {
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
