import type { VersionStart } from '@/lib/client/chat/new-version'
import { errorTable } from '@/lib/protocol/error'
import { callsOf, isFinished, type RunView } from '@/lib/run-view/run-view'

/** What leads on from a run that did not end well. */
export type NextStart = 'continue' | 'answer-again' | 'try-again' | 'run-again'

type Words = { label: string; title: string; action: Extract<VersionStart['action'], 'continue' | 'regenerate'> }

export const startWords: Record<NextStart, Words> = {
  continue: { label: 'Continue', title: 'Go on after the finished steps', action: 'continue' },
  // An answer that was broken off is not taken up where it ends.
  'answer-again': { label: 'Answer again', title: 'Keep the finished steps and write the answer anew', action: 'continue' },
  'try-again': { label: 'Try again', title: 'Ask this question again', action: 'regenerate' },
  'run-again': { label: 'Run again', title: 'Ask this question again', action: 'regenerate' },
}

/** Going on is offered only where there is something to go on from. */
export const toNextStart = (run: RunView): NextStart | undefined => {
  const hasSteps = callsOf(run).some(isFinished)
  const goOn = run.answer?.text ? 'answer-again' : 'continue'
  switch (run.state.name) {
    case 'stopped':
    case 'interrupted':
      return hasSteps ? goOn : 'run-again'
    case 'failed':
      if (!run.state.retryable) return undefined
      return hasSteps && errorTable[run.state.code].again === 'continue' ? goOn : 'try-again'
    default:
      return undefined
  }
}
