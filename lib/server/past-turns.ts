import type { PastTurn } from '@/lib/agent/history'
import type { RunAnswer, RunRecord, ThreadRecord, TurnRecord } from '@/lib/store/threads'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'

/** What was asked and answered before this turn, each question with its newest answer. */
export const pastTurns = (thread: ThreadRecord, turn: TurnRecord): PastTurn[] =>
  thread.turns.slice(0, thread.turns.indexOf(turn)).map(({ question, runs }) => {
    const answer = runs.findLast((run) => run.answer?.text)?.answer
    return { question, answer: answer?.text ?? '', sources: answer?.sources ?? 0 }
  })

/** What a run answered, from its events. Read once, when it has ended: later questions of the thread need it each time. */
export function answerOf({ runId, threadId, events }: RunRecord): RunAnswer {
  const run = events.reduce(reduceRun, emptyRun(runId, threadId, 0))
  return { text: run.answer?.text ?? '', sources: run.sources.length }
}
