import type { RunEnding } from '@/lib/db/run-events'
import type { ThreadId } from '@/lib/protocol/event'
import type { RunLog } from '@/lib/run-log/run-log'
import { emptyRun, reduceRun } from '@/lib/run-view/reduce/reduce-run'
import type { RunView } from '@/lib/run-view/run-view'

/** A run as its log tells it so far; a run that goes on from another one is told from its own first event. */
export const foldLog = (log: RunLog, threadId: ThreadId): RunView =>
  log.written.reduce((run, { event }) => reduceRun(run, event), emptyRun(log.runId, threadId, 0))

/**
 * What is kept of a run beside its events. The answer is read off them once, here: later questions of the thread need it
 * each time. `sourcesBefore` counts those of the run that it started from, since numbers go on from there.
 */
export function toEnding(run: RunView, { attempts, sourcesBefore }: { attempts: number; sourcesBefore: number }): RunEnding {
  const outcome = outcomeOf(run)
  return {
    outcome,
    answer: run.answer?.text ?? '',
    sources: Math.max(run.sources.at(-1)?.n ?? 0, sourcesBefore),
    at: run.lastEventAt,
    continueWanted: outcome === 'interrupted' && attempts === 0,
  }
}

export const outcomeOf = ({ state }: RunView): string => {
  switch (state.name) {
    case 'done':
      return 'success'
    case 'stopped':
      return 'cancelled'
    case 'failed':
      return state.code
    default:
      return state.name
  }
}
