import type { AppAnswer, Ms, ToolCallId } from '@/lib/protocol/event'
import type { RunView, StepItem } from '@/lib/run-view/run-view'
import { changeCalls, toAnsweredByApp, toHandedOver } from './reduce-call'

/** A run that ends with calls which are left to the app: our part of them is done. */
export const handOver = (run: RunView, pending: readonly ToolCallId[], at: Ms): RunView =>
  pending.length === 0
    ? run
    : { ...run, steps: changeCalls(run.steps, (call) => (pending.includes(call.toolCallId) ? toHandedOver(call, at) : call)) }

/** Steps of the run before with what the app's tools gave back since. */
export const withAppAnswers = (steps: StepItem[], answers: readonly AppAnswer[]): StepItem[] =>
  answers.length === 0
    ? steps
    : changeCalls(steps, (call) => {
        const answer = answers.find(({ toolCallId }) => toolCallId === call.toolCallId)
        return answer ? toAnsweredByApp(call, answer) : call
      })
