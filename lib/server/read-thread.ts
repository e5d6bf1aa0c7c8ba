import { AppError } from '@/lib/protocol/error'
import type { MessageId, ThreadId } from '@/lib/protocol/event'
import { readEventsOf } from '@/lib/store/run-events'
import type { Owner, RunRecord } from '@/lib/store/runs'
import { findThread, readTurns } from '@/lib/store/threads'
import type { Services } from './services'

export type ThreadQuestion = { threadId: ThreadId; owner: Owner; before?: MessageId | undefined; limit: number }

/** A conversation as its readers fold it: a `StoredThread` as JSON, its events as they were stored. Throws `not-found`. */
export async function readThread({ threadId, owner, before, limit }: ThreadQuestion, services: Services): Promise<string> {
  const { store, runs } = services
  const read = () =>
    store.use(async (db) => {
      const thread = await findThread(db, owner, threadId)
      if (!thread) throw new AppError('not-found')
      const { turns, earlier } = await readTurns(db, { threadKey: thread.key, before, limit })
      const keys = turns.flatMap((turn) => turn.runs.map(({ key }) => key))
      return { thread, turns, earlier, events: await readEventsOf(db, keys) }
    })
  let { thread, turns, earlier, events } = await read()
  const goesElsewhere = ({ key, status }: RunRecord) => status === 'running' && !runs.get(key)
  // A database that can only be read now has what it has; such a run is ended when it can be.
  const sweep = () => services.leases.sweepIfDue().catch(() => false)
  if (turns.some((turn) => turn.runs.some(goesElsewhere)) && (await sweep())) ({ thread, turns, earlier, events } = await read())
  /** Of a run that this process produces also what the database does not have, should it be away. */
  const eventsOf = ({ key }: RunRecord): string[] => {
    const live = runs.get(key)
    return [...(live ? live.log.entriesAfter(0) : (events.get(key) ?? []))].map(({ json }) => json)
  }
  const toRun = (run: RunRecord): string => {
    const { runId, model, base } = run
    // One that has ended here while the database does not take it has ended all the same.
    const ended = run.status === 'ended' || runs.get(run.key)?.log.ended === true
    const head = JSON.stringify({ runId, model, ...(base && { base }), ended })
    return `${head.slice(0, -1)},"events":[${eventsOf(run).join(',')}]}`
  }
  const toTurn = ({ runs, position: _ours, ...turn }: (typeof turns)[number]): string =>
    `${JSON.stringify(turn).slice(0, -1)},"runs":[${runs.map(toRun).join(',')}]}`
  const head = JSON.stringify({ threadId, title: thread.title, earlier })
  return `${head.slice(0, -1)},"turns":[${turns.map(toTurn).join(',')}]}`
}
