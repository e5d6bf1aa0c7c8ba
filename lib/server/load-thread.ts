import { readStoredEventsOf } from '@/lib/db/run-events'
import type { Owner, RunRecord } from '@/lib/db/run-queries'
import { findThread } from '@/lib/db/thread-queries'
import { readTurns } from '@/lib/db/turn-queries'
import { AppError } from '@/lib/protocol/error'
import type { MessageId, NumberedEvent, ThreadId } from '@/lib/protocol/event'
import { compactRuns } from '@/lib/run-view/compact'
import type { Services } from './service-types'

/** Which turns of which conversation are asked for; `before` is the first one that the reader has. */
export type ThreadQuestion = {
  threadId: ThreadId
  owner: Owner
  before?: MessageId | undefined
  limit: number
  /** The events are compacted, for a reader that only folds them (see `compact`). */
  isCompact?: boolean
}

/** How many turns are read at once, unless asked otherwise. */
export const usualTurns = 30

/**
 * A conversation as its readers fold it: a `StoredThread` as JSON, its events as they were stored, or compacted. Throws
 * `not-found`.
 */
export async function loadThread(question: ThreadQuestion, services: Services): Promise<string> {
  const { threadId, owner, before, limit, isCompact } = question
  const { store, runs } = services
  const read = () =>
    store.use(async (db) => {
      const thread = await findThread(db, owner, threadId)
      if (!thread) throw new AppError('not-found')
      const { turns, earlier } = await readTurns(db, { threadKey: thread.key, before, limit })
      const keys = turns.flatMap((turn) => turn.runs.map(({ key }) => key))
      return { thread, turns, earlier, events: await readStoredEventsOf(db, keys) }
    })
  let { thread, turns, earlier, events } = await read()
  const goesElsewhere = ({ key, status }: RunRecord) => status === 'running' && !runs.get(key)
  // A database that can only be read now has what it has; such a run is ended when it can be.
  const sweep = () => services.leases.sweepIfDue().catch(() => false)
  if (turns.some((turn) => turn.runs.some(goesElsewhere)) && (await sweep())) ({ thread, turns, earlier, events } = await read())
  /** The events of a run; of one that this process produces also those that the database lacks while it is unavailable. */
  const eventsOf = ({ key }: RunRecord): string[] => {
    const live = runs.get(key)
    return [...(live ? live.log.entriesAfter(0) : (events.get(key) ?? []))].map(({ json }) => json)
  }
  const toHead = ({ key, runId, model, from, status, followUps = [] }: RunRecord) => {
    // One that has ended here while the database does not take it has ended all the same.
    const ended = status === 'ended' || runs.get(key)?.log.ended === true
    return { runId, model, ...(from && { from }), ended, ...(followUps.length > 0 && { followUps }) }
  }
  const toRun = (run: RunRecord): string => `${JSON.stringify(toHead(run)).slice(0, -1)},"events":[${eventsOf(run).join(',')}]}`
  const toCompactRuns = (runs: RunRecord[]): string =>
    JSON.stringify(
      compactRuns(runs.map((run) => ({ ...toHead(run), events: eventsOf(run).map((json): NumberedEvent => JSON.parse(json)) }))),
    )
  const toTurn = ({ runs, position: _ours, ...turn }: (typeof turns)[number]): string =>
    `${JSON.stringify(turn).slice(0, -1)},"runs":${isCompact ? toCompactRuns(runs) : `[${runs.map(toRun).join(',')}]`}}`
  const head = JSON.stringify({ threadId, title: thread.title, earlier })
  return `${head.slice(0, -1)},"turns":[${turns.map(toTurn).join(',')}]}`
}
