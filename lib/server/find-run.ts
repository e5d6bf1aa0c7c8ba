import type { RunId, Seq } from '@/lib/protocol/event'
import { pollingBell } from '@/lib/run/bell'
import { FollowedLog } from '@/lib/run/followed-log'
import type { LogReader } from '@/lib/run/log-reader'
import { storedLog } from '@/lib/run/stored-log'
import { readEvents } from '@/lib/store/run-events'
import { findRun as findRecord, type Owner, type RunKey, type RunRecord } from '@/lib/store/runs'
import type { Services } from './services'

export type FoundRun = { key: RunKey; log: LogReader; finished: Promise<void> }

/** How often a run of another process is looked after. */
const bell = pollingBell(200)

/** An owner's run as a log to read from: produced here, at another process, or ended. */
export async function findRun(runId: RunId, owner: Owner, services: Services): Promise<FoundRun | undefined> {
  const record = await services.store.use((db) => findRecord(db, owner, runId))
  return record && openRun(record, services)
}

/** A run that the store knows, as a log to read from. */
export async function openRun(record: RunRecord, services: Services): Promise<FoundRun> {
  const { key, runId, owner } = record
  const live = services.runs.get(key)
  if (live) return { key, log: live.log, finished: live.finished }
  if (record.status === 'ended') {
    const events = await services.store.use((db) => readEvents(db, key))
    return { key, log: storedLog(runId, events), finished: Promise.resolve() }
  }
  const log: FollowedLog = new FollowedLog({ runId, key, bell, read: (after) => readOn(record, after, services) })
  await log.look()
  return { key, log, finished: Promise.resolve() }

  async function readOn({ key }: RunRecord, after: Seq, { store, leases }: Services) {
    // The state is read before the events, so that an end is not seen without its last events.
    const now = await store.use((db) => findRecord(db, owner, runId))
    if (now?.status === 'running') await leases.sweepIfDue()
    const entries = await store.use((db) => readEvents(db, key, after))
    const ended = now?.status !== 'running'
    return { entries, ended }
  }
}
