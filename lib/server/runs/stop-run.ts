import { findRun, markStopRequested, type Owner, type RunKey } from '@/lib/db/run-queries'
import type { RunId } from '@/lib/protocol/event'
import type { Services } from '@/lib/server/service-types'

/** Stops an owner's run, wherever it is produced. False when it had ended already; `undefined` when there is no such run. */
export async function stopRun(runId: RunId, owner: Owner, services: Services): Promise<boolean | undefined> {
  const run = await services.store.use((db) => findRun(db, owner, runId))
  if (!run) return undefined
  return run.status === 'running' && stopByKey(run.key, services)
}

/** One of ours at once; of another process by asking it through the database. */
export async function stopByKey(key: RunKey, { runs, store, notifier }: Services): Promise<boolean> {
  if (runs.stop(key)) return true
  const isAsked = await store.use((db) => markStopRequested(db, key))
  if (isAsked) notifier.hasAskedToStop(key)
  return isAsked
}
