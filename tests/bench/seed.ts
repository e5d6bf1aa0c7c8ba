import type { Store } from '@/lib/db/store'
import type { NumberedEvent } from '@/lib/protocol/event'
import { readFixture } from '@/tests/support/fixtures'

type Place = { owner: string; at: number }

/** Conversations of one turn each, as many as `count`, newest first by their number. */
export async function seedThreads(store: Store, { owner, at }: Place, count: number): Promise<void> {
  for (let start = 0; start < count; start += 500) {
    const numbers = Array.from({ length: Math.min(500, count - start) }, (_, index) => start + index)
    await store.use((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('threads')
          .values(numbers.map((n) => threadRow({ owner, at: at - n * 60_000 }, n)))
          .execute()
        await transaction
          .insertInto('search_texts')
          .values(
            numbers.flatMap((n) => [textRow(n, 'title', titleOf(n)), textRow(n, `run-${n}`, `${titleOf(n)}\n${answerOf(n)}`)]),
          )
          .execute()
      }),
    )
  }
}

/** One conversation of many turns; without other `events` each with a search and a cited answer, as it was recorded once. */
export async function seedTurns(
  store: Store,
  { owner, at }: Place,
  threadId: string,
  count: number,
  events: NumberedEvent[] = readFixture('search-then-answer'),
): Promise<void> {
  const key = `long-${threadId}`
  await store.use((db) =>
    db
      .insertInto('threads')
      .values({ ...threadRow({ owner, at }, 0), key, thread_id: threadId })
      .execute(),
  )
  for (let start = 0; start < count; start += 100) {
    const numbers = Array.from({ length: Math.min(100, count - start) }, (_, index) => start + index)
    await store.use((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('turns')
          .values(numbers.map((n) => turnRow(key, n, at)))
          .execute()
        await transaction
          .insertInto('runs')
          .values(numbers.map((n) => runRow(owner, key, n, at)))
          .execute()
        await transaction
          .insertInto('run_events')
          .values(numbers.flatMap((n) => eventRows(`${key}-${n}`, events)))
          .execute()
      }),
    )
  }
}

const titleOf = (n: number) => `Conversation ${n} about ${['streams', 'agents', 'tokens', 'logs', 'sums'][n % 5]}`
const answerOf = (n: number) => `The answer of ${n}. ${'Words that are found, and words that are not. '.repeat(20)}`
const textRow = (n: number, ref: string, text: string) => ({ thread_key: `seeded-${n}`, ref, text })
const threadRow = ({ owner, at }: Place, n: number) => ({
  key: `seeded-${n}`,
  owner,
  thread_id: `seeded-${n}`,
  title: titleOf(n),
  created_at: at,
  updated_at: at,
  ended_at: at,
  seen_at: at,
  deleted_at: null,
})
const turnRow = (key: string, n: number, at: number) => ({
  thread_key: key,
  message_id: `${key}-q${n}`,
  position: n,
  question: `Question ${n}: how do streams resume?`,
  asked_at: at,
  chosen_run_id: null,
})
const runRow = (owner: string, key: string, n: number, at: number) => ({
  key: `${key}-${n}`,
  owner,
  run_id: `run-${key}-${n}`,
  thread_key: key,
  message_id: `${key}-q${n}`,
  question: `Question ${n}: how do streams resume?`,
  model_id: 'bench',
  model_label: 'Bench',
  branch_point: null,
  created_at: at + n,
  status: 'ended' as const,
  outcome: 'success',
  ended_at: at + n,
  address: '127.0.0.1',
  instance: 'seeded',
  heartbeats: 0,
  epoch: 1,
  answer: answerOf(n),
})

/** Some events a row, as the journal writes them. */
function eventRows(key: string, events: NumberedEvent[]) {
  const size = 4
  const own = events.map((event) => ('runId' in event ? { ...event, runId: `run-${key}` } : event))
  return Array.from({ length: Math.ceil(own.length / size) }, (_, batch) => {
    const rows = own.slice(batch * size, (batch + 1) * size)
    return {
      run_key: key,
      first_seq: batch * size + 1,
      last_seq: batch * size + rows.length,
      events: rows.map((event) => JSON.stringify(event)).join('\n'),
    }
  })
}
