import { errorTable } from '@/lib/protocol/error'
import type { Ms, Notice } from '@/lib/protocol/event'
import type { Call, RunState, RunView } from '@/lib/run-view/state'
import { changeCalls, toCancelled, toLost } from './reduce-call'
import { withoutEmptyAnswer } from './reduce-text'
import { closeThinking } from './reduce-thinking'
import { closeTurn } from './reduce-turns'

/** The states in which a run has ended. */
export type EndState = Extract<RunState, { name: 'done' | 'stopped' | 'failed' | 'interrupted' }>

/**
 * The run with its end. The log closes everything before it ends (rule L5); what is open here all the same is closed,
 * so that no screen has a spinner which turns for ever.
 */
export const endRun = (run: RunView, at: Ms, state: EndState): RunView => {
  const { notice, turn: _over, ...rest } = closeTurn(closeThinking(run, at), at)
  const answer = rest.answer && { ...rest.answer, state: 'done' as const }
  const steps = changeCalls(rest.steps, (call) => endCall(call, at, state))
  const ended: RunView = { ...rest, state, steps, lastEventAt: at, ...(answer && { answer }) }
  // "Trying again in 12 s." is no longer true of a run that has ended; "the oldest turns were left out" is.
  return withoutEmptyAnswer(notice && !isOver(notice) ? { ...ended, notice } : ended)
}

const isOver = ({ code }: Notice): boolean => code === 'retrying' || code === 'waiting'

/** How a run looks the moment a person stops it, before the server has said so. */
export const asStopped = (run: RunView, at: Ms): RunView => endRun(run, at, { name: 'stopped' })

/** How a run looks when the server no longer knows it: it was in the memory of a process that is gone. */
export const asInterrupted = (run: RunView, at: Ms, message: string = errorTable.interrupted.message): RunView =>
  endRun(run, at, { name: 'interrupted', message })

const endCall = (call: Call, at: Ms, state: EndState): Call => {
  switch (call.state) {
    case 'writing':
    case 'queued':
      return state.name === 'stopped' ? toCancelled(call, at) : toCancelled(call, at, false)
    case 'running':
      return state.name === 'stopped' ? toCancelled(call, at) : toLost(call, at, 'This step got no result before the run ended.')
    case 'cancelled':
      // Nobody pressed Stop: the run failed before this call could start, and "Stopped by you" would be untrue.
      return state.name === 'failed' || state.name === 'interrupted' ? { ...call, began: false } : call
    default:
      return call
  }
}
