import type { TokenUsage } from '@ag-ui/core'
import type { Ms, NumberedEvent, StepName } from '@/lib/protocol/event'
import type { ModelTurn, RunView } from '@/lib/run-view/state'

/** A turn from its `STEP_STARTED` on. */
export const openTurn = (run: RunView, id: StepName, startedAt: Ms): RunView => ({
  ...run,
  turns: [...closeTurn(run, startedAt).turns, { id, startedAt }],
})

/** Ends the turn under way, if there is one. */
export const closeTurn = (run: RunView, endedAt: Ms, usage?: TokenUsage): RunView =>
  changeOpen(run, (turn) => ({ ...turn, endedAt, ...(usage !== undefined && { usage }) }))

/** When the model has written something to its end, which is not each time that a word comes. */
export const markWritten = (run: RunView, event: NumberedEvent): RunView => {
  switch (event.type) {
    case 'TEXT_MESSAGE_END':
    case 'REASONING_END':
    case 'TOOL_CALL_END':
      return changeOpen(run, (turn) => ({ ...turn, wroteAt: event.timestamp }))
    default:
      return run
  }
}

/** The run with the time of the first token of its turn, in ms. Later tokens change nothing. */
export const markFirstToken = (run: RunView, at: Ms): RunView =>
  run.turns.at(-1)?.firstTokenAt === undefined ? changeOpen(run, (turn) => ({ ...turn, firstTokenAt: at })) : run

const changeOpen = (run: RunView, change: (turn: ModelTurn) => ModelTurn): RunView => {
  const turn = run.turns.at(-1)
  return turn === undefined || turn.endedAt !== undefined ? run : { ...run, turns: run.turns.with(-1, change(turn)) }
}
