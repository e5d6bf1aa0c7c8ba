import type { AskedFile, BranchPoint, ToolCallId } from '@/lib/protocol/event'
import type { RunMode } from '@/lib/protocol/run-mode'
import { toInheritedSteps } from '@/lib/run-view/inherited-steps'
import type { InheritedSteps } from '@/lib/run-view/state'
import { shownQuestion, shownRun, type TurnView } from '@/lib/run-view/thread-view'

/** How another version of an answer comes about: each is a new run that starts from the one that is shown. */
export type VersionStart =
  | { action: 'regenerate' }
  /** The same place in the chat, asked in other words. */
  | { action: 'edit'; question: string }
  /** The run goes on from the finished steps. */
  | { action: 'continue' }
  /** That step is made anew, with other arguments where they are given (a JSON object as text), and the run goes on from there. */
  | { action: 'retry-call'; toolCallId: ToolCallId; args?: string }
  /** The question is answered from the steps as they are, with no further ones. */
  | { action: 'answer-now' }

type NewVersion = {
  question: string
  files?: AskedFile[] | undefined
  mode?: RunMode | undefined
  from?: BranchPoint
  inheritedSteps?: InheritedSteps
}

/**
 * What such a run is asked, and what it shows before the server has answered. Of a question that never left there is
 * nothing to start from: it is asked as a new one. `undefined` where the turn shows no run.
 * @param chosen The mode that a question has now; what was thorough stays so, unless it is asked in other words.
 */
export const toNewVersion = (turn: TurnView, start: VersionStart, chosen?: RunMode): NewVersion | undefined => {
  const shown = shownRun(turn)
  if (!shown) return undefined
  const question = start.action === 'edit' ? start.question : shownQuestion(turn)
  const { files } = shown
  const { action } = start
  const mode = action === 'edit' ? chosen : action === 'regenerate' ? (shown.mode ?? chosen) : shown.mode
  if (turn.versions.every(({ lastSeq }) => lastSeq === 0)) return { question, files, mode: chosen }
  const call = action === 'retry-call' && { toolCallId: start.toolCallId, ...(start.args !== undefined && { args: start.args }) }
  const from: BranchPoint = { runId: shown.runId, seq: shown.lastSeq, action, ...call }
  return { question, files, mode, from, inheritedSteps: toInheritedSteps(shown, from) }
}
