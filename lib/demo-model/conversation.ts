import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'

/** What the model was given, taken apart: all that it knows. */
export type GivenMessages = {
  question: string
  /** Earlier questions with their answers, oldest first. */
  history: { question: string; answer: string }[]
  /** The calls of this run that have a result, oldest first. */
  calls: MadeCall[]
}

/** `refused`: the tool could not use the arguments that it was given. */
export type MadeCall = { name: string; args: Record<string, unknown>; content: string; failed: boolean; refused: boolean }

/** The question is the last message of the person's; what stands before it is history, what comes after it are calls. */
export function readMessages(messages: readonly BaseMessage[]): GivenMessages {
  const at = messages.findLastIndex(HumanMessage.isInstance)
  const history: GivenMessages['history'] = []
  for (const message of messages.slice(0, Math.max(at, 0))) {
    const turn = history.at(-1)
    if (HumanMessage.isInstance(message)) history.push({ question: message.text, answer: '' })
    else if (AIMessage.isInstance(message) && turn && message.text !== '') turn.answer = message.text
  }
  return { question: messages[at]?.text ?? '', history, calls: readCalls(messages.slice(at + 1)) }
}

function readCalls(messages: readonly BaseMessage[]): MadeCall[] {
  const asked = new Map(
    messages
      .flatMap((message) => (AIMessage.isInstance(message) ? (message.tool_calls ?? []) : []))
      .map((call) => [call.id, call]),
  )
  return messages.flatMap((message) => {
    const call = ToolMessage.isInstance(message) ? asked.get(message.tool_call_id) : undefined
    if (!call || !ToolMessage.isInstance(message)) return []
    const { text, status } = message
    const failed = status === 'error' || /^error\b/i.test(text)
    return [{ name: call.name, args: call.args, content: failed ? reasonIn(text) : text, failed, refused: isRefusal.test(text) }]
  })
}

/** How the message of a call begins that its tool could not use. */
const isRefusal = /^Error: (The tool could not use these arguments|There is no tool named)\b/

/** The sentence for a person in the message of a tool that failed. */
const reasonIn = (content: string): string =>
  content
    .slice(0, 1_000)
    .replace(/^error:?\s*/i, '')
    .replace(/\n\n.*$/s, '')
    .trim() || 'It gave no reason.'
