import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import type { ToolCallId } from '@/lib/protocol/event'
import type { Call, StepItem } from '@/lib/view/run-view'
import { parseArgs } from './parse-args'
import type { ModelTurn } from './queue-callback-handler'
import { FINAL_ANSWER } from './tools/final-answer'

/** A call of the model with the answer it gets: what the scratchpad needs. */
export type AnsweredCall = { toolCallId: ToolCallId; name: string; args: unknown; content: string; failed: boolean }

/** A turn and the answers to its calls, as the model is to see them again. */
export function toMessages(
  { prose, finalAnswers }: Pick<ModelTurn, 'prose' | 'finalAnswers'>,
  answered: AnsweredCall[],
): BaseMessage[] {
  const again = finalAnswers.map(({ id }) => ({ id, name: FINAL_ANSWER, args: { answer: '', tools_used: [] } }))
  const toolCalls = answered.map(({ toolCallId, name, args }) => ({
    id: toolCallId as string,
    name,
    args: isRecord(args) ? args : {},
  }))
  return [
    new AIMessage({ content: prose, tool_calls: [...toolCalls, ...again] }),
    ...answered.map(
      ({ toolCallId, name, content, failed }) =>
        new ToolMessage({ tool_call_id: toolCallId, name, content, status: failed ? 'error' : 'success' }),
    ),
    ...again.map(
      ({ id }) =>
        new ToolMessage({ tool_call_id: id, name: FINAL_ANSWER, content: answered.length === 0 ? withoutAnswer : withResults }),
    ),
  ]
}

/** The steps of the run that this one goes on from, as its model saw them: each turn's note, its calls, their results. */
export function toScratchpad(steps: StepItem[]): BaseMessage[] {
  const messages: BaseMessage[] = []
  let prose = ''
  for (const step of steps) {
    if (step.kind === 'note') prose = prose === '' ? step.text : `${prose}\n\n${step.text}`
    if (step.kind !== 'calls') continue
    messages.push(...toMessages({ prose, finalAnswers: [] }, step.calls.flatMap(toAnswered)))
    prose = ''
  }
  return messages
}

/** A finished call of an earlier run, in the words of this one; nothing of one that is not finished. */
export const toAnswered = (call: Call): AnsweredCall[] => {
  if (call.state !== 'done' && call.state !== 'failed') return []
  const { toolCallId, name, argsText, result } = call
  return [{ toolCallId, name, args: parseArgs(argsText) ?? {}, content: result.content, failed: call.state === 'failed' }]
}

const withResults = 'Call final_answer again, alone, now that you have the results.'
const withoutAnswer = 'Error: `answer` was missing or empty. Call final_answer again with your answer as text.'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
