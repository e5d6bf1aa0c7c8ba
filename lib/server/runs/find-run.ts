import { readNews, readStoredEvents } from '@/lib/db/run-events'
import { findRun, type Owner, type RunKey, type RunRecord } from '@/lib/db/run-queries'
import type { RunId, Seq } from '@/lib/protocol/event'
import { FollowedLog } from '@/lib/run-log/followed-log'
import type { LogReader } from '@/lib/run-log/log-reader'
import { storedLog } from '@/lib/run-log/stored-log'
import type { Services } from '@/lib/server/service-types'

/** A run as its readers get it. `finished` settles when it has ended, and at once where another process produces it. */
export type FoundRun = { key: RunKey; log: LogReader; finished: Promise<void> }

/** An owner's run as a log to read from: produced here, at another process, or ended. */
export async function findRunLog(runId: RunId, owner: Owner, services: Services): Promise<FoundRun | undefined> {
  const record = await services.store.use((db) => findRun(db, owner, runId))
  return record && openRunLog(record, services)
}

/** Whether an owner has this run, wherever it is produced. */
export const hasRun = async (runId: RunId, owner: Owner, { store }: Services): Promise<boolean> =>
  (await store.use((db) => findRun(db, owner, runId))) !== undefined

/** A run that the store knows, as a log to read from. */
export async function openRunLog(record: RunRecord, services: Services): Promise<FoundRun> {
  const { key, runId } = record
  const live = services.runs.get(key)
  if (live) return { key, log: live.log, finished: live.finished }
  if (record.status === 'ended') {
    const events = await services.store.use((db) => readStoredEvents(db, key))
    return { key, log: storedLog(runId, events), finished: Promise.resolve() }
  }
  const joined = [...services.followed].find((log) => log.key === key && !log.ended)
  const log =
    joined ?? new FollowedLog({ runId, key, notifier: services.notifier, read: (after) => readOn(key, after, services) })
  await log.poll()
  return { key, log, finished: Promise.resolve() }
}

/** What another process has written since, and whether more will come. */
async function readOn(key: RunKey, after: Seq, { store, leases }: Services) {
  const news = await store.use((db) => readNews(db, key, after))
  if (!news.ended) await leases.sweepIfDue()
  return news
}
