import { hasAnswerBegun, isEnded } from './state'
import { shownRun, type TurnView } from './thread-view'

/**
 * Whether words of an answer are shown in `after`, the newest turn, that were not in `before`: those of the answer that is being written,
 * of another version, or of a turn that was asked elsewhere. Steps, a question, and another version that was there before are not new.
 * `whole`: answers are shown when they are complete.
 */
export const hasNewAnswer = (before: TurnView | undefined, after: TurnView | undefined, { whole = false } = {}): boolean => {
  const run = after && shownRun(after)
  if (!before || !run) return false
  const shown = before.versions.find(({ runId }) => runId === run.runId)
  const length = (of: typeof run | undefined): number =>
    of && hasAnswerBegun(of) && (!whole || isEnded(of)) ? of.answer.text.length : 0
  return length(run) > length(shown)
}
