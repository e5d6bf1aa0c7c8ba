import { AIMessage, type AIMessageChunk, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import { isRecord } from '@/lib/protocol/is-record'
import type { Call, StepItem } from '@/lib/run-view/state'
import type { ModelReply, WrittenCall } from './model-reply'
import { type AsSent, asSentKey } from './models/request-messages'
import { parseCallArgs } from './parse-call-args'
import { parseEncryptedValue, withThinking } from './sent-fields'
import { finalAnswerName } from './tools/final-answer'

/** A call of the model with the answer it gets: what the scratchpad needs. `args` are parsed, `argsText` is as it was written. */
export type AnsweredCall = Pick<WrittenCall, 'toolCallId' | 'name' | 'argsText' | 'sent'> & {
  args: unknown
  content: string
  failed: boolean
}

/** A turn and the answers to its calls, as the model is to see them again; to its own server it goes back as it came. */
export function toMessages(
  { prose, sent, finalAnswers, message }: Pick<ModelReply, 'prose' | 'sent' | 'finalAnswers' | 'message'>,
  answered: AnsweredCall[],
): BaseMessage[] {
  const kept = message && toKept(message, answered, finalAnswers.length)
  if (kept) return kept
  const again = finalAnswers.map((call) => ({ ...call, name: finalAnswerName, args: { answer: '', tools_used: [] } }))
  const toolCalls = answered.map(({ toolCallId, name, args }) => ({
    id: toolCallId as string,
    name,
    args: isRecord(args) ? args : {},
  }))
  return [
    new AIMessage({
      content: prose,
      tool_calls: [...toolCalls, ...again.map(({ id, name, args }) => ({ id, name, args }))],
      additional_kwargs: { [asSentKey]: toAsSent(sent, [...answered, ...again]) },
    }),
    ...answered.map((call) => toToolMessage(call, call.toolCallId)),
    ...again.map(({ id }) => new ToolMessage({ tool_call_id: id, content: answered.length === 0 ? withoutAnswer : withResults })),
  ]
}

/**
 * A message as it came, with the answers to its calls by their own ids. `undefined` where its calls are not those that were
 * answered: one that could not be read is no call to LangChain.
 */
function toKept(message: AIMessageChunk, answered: AnsweredCall[], finals: number): BaseMessage[] | undefined {
  const ours = [...answered]
  const answers = (message.tool_calls ?? []).map(({ id = '', name }) => {
    if (name === finalAnswerName) {
      finals -= 1
      return new ToolMessage({ tool_call_id: id, content: answered.length === 0 ? withoutAnswer : withResults })
    }
    const call = ours.shift()
    return call?.name === name ? toToolMessage(call, id) : undefined
  })
  const fits = ours.length === 0 && finals === 0 && answers.every((answer) => answer !== undefined)
  return fits ? [message, ...answers] : undefined
}

const toToolMessage = ({ content, failed }: AnsweredCall, id: string): ToolMessage =>
  new ToolMessage({ tool_call_id: id, content, status: failed ? 'error' : 'success' })

function toAsSent(sent: ModelReply['sent'], calls: Pick<WrittenCall, 'argsText' | 'sent'>[]): AsSent {
  const origin = sent?.origin ?? calls.find((call) => call.sent)?.sent?.origin
  return {
    ...(origin !== undefined && { origin }),
    fields: sent?.fields ?? {},
    calls: calls.map(({ argsText, sent: own }) => ({
      ...(isRecord(parseCallArgs(argsText)) && argsText.trim() !== '' && { args: argsText }),
      ...(own && { id: own.id }),
      ...(own?.fields && { fields: own.fields }),
    })),
  }
}

/** The steps of the run that this one goes on from, as its model saw them: each turn's note, its calls, their results. */
export function toScratchpad(steps: StepItem[]): BaseMessage[] {
  const messages: BaseMessage[] = []
  let prose = ''
  let thought = ''
  for (const step of steps) {
    if (step.kind === 'note') prose = prose === '' ? step.text : `${prose}\n\n${step.text}`
    if (step.kind === 'thinking') thought += step.text
    if (step.kind !== 'calls') continue
    const kept = parseEncryptedValue(step.sent)
    const sent = kept && { origin: kept.origin, fields: withThinking(kept, thought) }
    messages.push(...toMessages({ prose, finalAnswers: [], ...(sent && { sent }) }, step.calls.flatMap(toAnswered)))
    prose = ''
    thought = ''
  }
  return messages
}

/** A finished call of an earlier run, in the words of this one; nothing of one that is not finished. */
export const toAnswered = (call: Call): AnsweredCall[] => {
  if (call.state !== 'done' && call.state !== 'failed') return []
  const { toolCallId, name, argsText, result } = call
  const fields = parseEncryptedValue(call.sent?.fields)?.fields
  const sent = call.sent && { id: call.sent.id, origin: call.sent.origin, ...(fields && { fields }) }
  const args = parseCallArgs(argsText) ?? {}
  return [{ toolCallId, name, argsText, args, content: result.content, failed: call.state === 'failed', ...(sent && { sent }) }]
}

const withResults = 'Call final_answer again, alone, now that you have the results.'
const withoutAnswer = 'Error: `answer` was missing or empty. Call final_answer again with your answer as text.'
