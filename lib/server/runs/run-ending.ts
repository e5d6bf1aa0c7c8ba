import type { RunEnding } from '@/lib/db/run-events'
import type { ThreadId } from '@/lib/protocol/event'
import { toPrintableJson } from '@/lib/protocol/printable'
import type { RunLog } from '@/lib/run-log/run-log'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'

/** A run folded from what its log has so far; one that goes on from another is folded from its own first event. */
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

const outcomeOf = ({ state }: RunView): string => {
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

/** One line for each run: who answered, how long it took, what it cost, how it ended; no contents. */
export const logEndedRun = (run: RunView): void => {
  const { runId, threadId, model, startedAt, firstTokenAt, lastEventAt, totalTokens } = run
  const line = {
    time: new Date().toISOString(),
    run: runId,
    thread: threadId,
    model: model.id,
    ms: lastEventAt - startedAt,
    ...(firstTokenAt !== undefined && { firstTokenMs: firstTokenAt - startedAt }),
    tools: callsOf(run).length,
    ...(totalTokens !== undefined && { tokens: totalTokens }),
    outcome: outcomeOf(run),
  }
  process.stdout.write(`${toPrintableJson(line)}\n`)
}
