import type { RunId } from '@/lib/protocol/event'
import { type RunLog, storedLog } from '@/lib/run/run-log'
import { isEnded } from '@/lib/store/threads'
import type { Services } from './services'

export type FoundRun = { log: RunLog; finished: Promise<void> }

/** A run of this process, alive or ended, as a log to read from. */
export function findRun(runId: RunId, { runs, threads }: Services): FoundRun | undefined {
  const live = runs.get(runId)
  if (live) return live
  const record = threads.run(runId)
  return record && isEnded(record) ? { log: storedLog(runId, record.events), finished: Promise.resolve() } : undefined
}
