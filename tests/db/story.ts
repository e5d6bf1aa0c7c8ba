import { type BeginOptions, type Begun, beginRun } from '@/lib/db/begin-run'
import { appendEvents, type RunEnding } from '@/lib/db/run-events'
import type { Owner, RunKey, RunRecord } from '@/lib/db/run-queries'
import type { Store } from '@/lib/db/store'
import type { BranchPoint, MessageId, RunId, ThreadId } from '@/lib/protocol/event'

export const alice = 'alice' as Owner
export const bob = 'bob' as Owner
export const threadId = (id: string) => id as ThreadId
export const runId = (id: string) => id as RunId

export type Ask = Partial<Omit<BeginOptions, 'threadId' | 'runId' | 'messageId'>> & {
  thread?: string
  run?: string
  messageId?: string
  from?: BranchPoint
}

/** Begins a run as the server does, with whatever the test does not say. */
export function ask(store: Store, { thread = 't', run = 'r', question = 'Why?', messageId, ...rest }: Ask = {}): Promise<Begun> {
  const now = rest.now ?? 1000
  return store.use((db) =>
    beginRun(db, {
      owner: alice,
      threadId: threadId(thread),
      runId: runId(run),
      messageId: (messageId ?? `q-${run}`) as MessageId,
      question,
      model: { id: 'm', label: 'M' },
      title: question,
      address: '192.0.2.1',
      limits: { runsPerHour: 0, concurrentRuns: 0 },
      instance: 'one',
      now,
      ...rest,
    }),
  )
}

/** The same, which must begin. */
export async function begun(store: Store, options?: Ask): Promise<RunRecord> {
  const answer = await ask(store, options)
  if (answer.kind !== 'begun') throw new Error(`The run did not begin: ${answer.kind}`)
  return answer.run
}

export const ending = (answer: string, rest: Partial<RunEnding> = {}): RunEnding => ({
  outcome: 'success',
  answer,
  sources: 0,
  at: 2000,
  continueWanted: false,
  ...rest,
})

/** Begins a run and ends it with an answer. */
export async function answered(
  store: Store,
  { answer = 'Because.', at = 2000, ...options }: Ask & { answer?: string; at?: number } = {},
) {
  const run = await begun(store, options)
  await append(store, run, 1, ['{"seq":1}', '{"seq":2}'], ending(answer, { at }))
  return run
}

export const append = (store: Store, run: { key: RunKey; epoch: number }, firstSeq: number, events: string[], end?: RunEnding) =>
  store.use((db) => appendEvents(db, [{ key: run.key, epoch: run.epoch, firstSeq, events, ...(end && { ending: end }) }]))
