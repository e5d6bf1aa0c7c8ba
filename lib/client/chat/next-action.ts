import { errorTable } from '@/lib/protocol/error'
import { stepCallsOf } from '@/lib/run-view/plan'
import { callsOf, isFinished, type RunView } from '@/lib/run-view/state'
import type { VersionStart } from './new-version'

/** What a person can do after a run that failed or was stopped. */
export type NextActionName = 'continue' | 'answer-again' | 'try-again' | 'run-again'

/** How the next version starts, where nothing has to be named for that. */
export type NextStart = Extract<VersionStart['action'], 'continue' | 'regenerate' | 'answer-now'>

/** A button: its label, its tooltip, and how the next version starts. */
export type NextAction = { label: string; title: string; action: NextStart }

/** The buttons by their names: their words, and how the version that they start begins. */
export const nextActions: Record<NextActionName, NextAction> = {
  continue: { label: 'Continue', title: 'Continue after the finished steps', action: 'continue' },
  // Models cannot continue in the middle of a text, so the answer starts again.
  'answer-again': { label: 'Answer again', title: 'Keep the finished steps and write a new answer', action: 'continue' },
  'try-again': { label: 'Try again', title: 'Ask this question again', action: 'regenerate' },
  'run-again': { label: 'Run again', title: 'Ask this question again', action: 'regenerate' },
}

/** The action to offer after this run; `undefined` for one that ended well or cannot be tried again. Continuing needs finished steps. */
export const findNextAction = (run: RunView): NextActionName | undefined => {
  const hasSteps = callsOf(run).some(isFinished)
  const resume = run.answer?.text ? 'answer-again' : 'continue'
  switch (run.state.name) {
    case 'stopped':
    case 'interrupted':
      return hasSteps ? resume : 'run-again'
    case 'failed':
      if (!run.state.retryable) return undefined
      // Minutes of work are not done again because a provider was busy at their end.
      return hasSteps && (errorTable[run.state.code].again === 'continue' || run.mode === 'thorough') ? resume : 'try-again'
    default:
      return undefined
  }
}

/** The action after a thorough run that did not come to its end: minutes of work are an answer already. */
export const answerNow: NextAction = {
  label: 'Answer with what was found',
  title: 'No further steps: only the answer is written',
  action: 'answer-now',
}

/**
 * Whether a run may be answered with what it has found so far: a thorough one that did not come to its end and has a finished
 * step.
 */
export const canAnswerNow = (run: RunView): boolean =>
  run.mode === 'thorough' && findNextAction(run) === 'continue' && stepCallsOf(run).some(({ state }) => state === 'done')
