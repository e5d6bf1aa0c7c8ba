import type { BaseMessage } from '@langchain/core/messages'
import type { Notice, StepName, ToolCallId } from '@/lib/protocol/event'
import type { InheritedSteps } from '@/lib/run-view/state'
import { historyCut } from './ask-model'
import type { ToolCalls } from './call-tools'
import { toClientHistory, toClientMessages, toHistory } from './history'
import type { ExecuteRunOptions } from './run-options'
import { toMessages, toScratchpad } from './scratchpad'

/**
 * What the model is given before the first turn of a run: earlier questions as history, and steps that the run goes on from as
 * scratchpad, with how many turns those were. A call that a person asked for again is made here, and written to the log.
 * Throws the reason of the run's `signal` when that is aborted meanwhile.
 */
export async function readMessagesBefore(
  options: ExecuteRunOptions,
  calls: ToolCalls,
  notice: (notice: Notice) => void,
): Promise<{ history: BaseMessage[]; scratchpad: BaseMessage[]; turnsBefore: number }> {
  const { conversation, inheritedSteps, limits, refusedImages = [] } = options
  const { messages: history, left } = conversation
    ? toClientHistory(conversation.before, limits.maxHistoryChars)
    : toHistory(options.history, limits.maxHistoryChars)
  if (left > 0) notice({ code: 'history-cut', message: historyCut(left) })
  if (refusedImages.length > 0) notice({ code: 'image-left-out', message: imageLeftOut(refusedImages) })
  const scratchpad = inheritedSteps ? toScratchpad(inheritedSteps.steps) : toClientMessages(conversation?.since ?? [])
  const turnsBefore = inheritedSteps?.turns ?? 0
  if (!inheritedSteps?.call) return { history, scratchpad, turnsBefore }
  const again = await callAgain(inheritedSteps.call, `turn-${turnsBefore + 1}`, options, calls)
  return { history, scratchpad: [...scratchpad, ...again], turnsBefore: turnsBefore + 1 }
}

const imageLeftOut = (names: string[]): string =>
  `${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} left out, because the provider refused the question that came with ${names.length === 1 ? 'it' : 'them'}.`

/**
 * Makes a call of the run before again, perhaps with other arguments, as a person asked for it: a turn in which that call is
 * made and nothing else. To the model it is a call of its own, so what it reads next fits together.
 */
async function callAgain(
  { name, argsText }: NonNullable<InheritedSteps['call']>,
  stepName: StepName,
  { log, signal, createId }: ExecuteRunOptions,
  calls: ToolCalls,
): Promise<BaseMessage[]> {
  const toolCallId = createId() as ToolCallId
  log.append({ type: 'STEP_STARTED', stepName })
  log.append({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name, metadata: calls.wordsOf(name) })
  if (argsText !== '') log.append({ type: 'TOOL_CALL_ARGS', toolCallId, delta: argsText })
  log.append({ type: 'TOOL_CALL_END', toolCallId })
  const answered = await calls.startAgain({ toolCallId, name, argsText, complete: true })
  signal.throwIfAborted()
  log.append({ type: 'STEP_FINISHED', stepName })
  return toMessages({ prose: '', finalAnswers: [] }, [answered])
}
