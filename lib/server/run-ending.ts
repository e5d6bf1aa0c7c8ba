import type { ThreadId } from '@/lib/protocol/event'
import type { RunLog } from '@/lib/run/run-log'
import type { RunEnding } from '@/lib/store/run-events'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'

/**
 * What is kept of a run beside its events. The answer is read off them once, here: later questions of the thread need it
 * each time. `sourcesBefore` counts those of the run that it started from, since numbers go on from there.
 */
export function endingOf(log: RunLog, { attempts, sourcesBefore }: { attempts: number; sourcesBefore: number }): RunEnding {
  let run = emptyRun(log.runId, '' as ThreadId, 0)
  let outcome = 'internal'
  let at = 0
  for (const { event } of log.written) {
    run = reduceRun(run, event)
    at = event.timestamp
    if (event.type === 'RUN_FINISHED') outcome = event.outcome.type
    if (event.type === 'RUN_ERROR') outcome = event.code
  }
  const sources = run.sources.at(-1)?.n ?? 0
  return {
    outcome,
    answer: run.answer?.text ?? '',
    sources: Math.max(sources, sourcesBefore),
    at,
    continueWanted: outcome === 'interrupted' && attempts === 0,
  }
}
