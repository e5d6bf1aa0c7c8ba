import { toPrintableJson } from '@/lib/protocol/printable'
import { callsOf, type RunView } from '@/lib/run-view/run-view'
import { outcomeOf } from './run-ending'

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
