import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { parseExact } from '@/lib/agent/tools/exact-number'

/** A call the model wants to make. Numbers are kept as their digits. */
export type CallRequest = { name: string; args: [name: string, value: { type: 'number' | 'text'; value: string }][] }

export type ToolResult = { name: string; content: string; failed: boolean }

/** A call as it stands in the messages. `refused`: the tool could not use what it was given. */
export type MadeCall = { name: string; args: Record<string, unknown>; key: string; refused: boolean }

/** What the model was given, taken apart: all that it knows. */
export type Conversation = {
  question: string
  /** Earlier questions with their answers, oldest first. */
  history: { question: string; answer: string }[]
  results: ToolResults
}

/** Takes messages apart: system, history, question (the last one of the person's), and the calls made since. */
export function readMessages(messages: readonly BaseMessage[]): Conversation {
  const at = messages.findLastIndex(HumanMessage.isInstance)
  const history: Conversation['history'] = []
  for (const message of messages.slice(0, Math.max(at, 0))) {
    if (HumanMessage.isInstance(message)) history.push({ question: message.text, answer: '' })
    else if (AIMessage.isInstance(message)) {
      const turn = history.at(-1)
      if (turn && message.text !== '') turn.answer = message.text
    }
  }
  return { question: at < 0 ? '' : (messages[at]?.text ?? ''), history, results: new ToolResults(messages.slice(at + 1)) }
}

/** The results of this run so far, found by what was called. */
export class ToolResults {
  readonly #byCall = new Map<string, ToolResult>()
  /** Every call that has a result, as often as it was made. */
  readonly made: MadeCall[] = []

  constructor(messages: readonly BaseMessage[]) {
    const calls = new Map<string, Omit<MadeCall, 'refused'>>()
    for (const message of messages) {
      if (AIMessage.isInstance(message)) {
        for (const { id, name, args } of message.tool_calls ?? [])
          if (id) calls.set(id, { name, args, key: toKey(name, Object.entries(args)) })
      } else if (ToolMessage.isInstance(message)) {
        const call = calls.get(message.tool_call_id)
        if (!call) continue
        const failed = message.status === 'error' || /^error\b/i.test(message.text)
        const content = failed ? reasonIn(message.text) : message.text
        this.#byCall.set(call.key, { name: call.name, failed, content })
        this.made.push({ ...call, refused: isRefusal.test(message.text) })
      }
    }
  }

  find(call: CallRequest): ToolResult | undefined {
    return this.#byCall.get(keyOf(call))
  }

  /** The tools that were called, in order, each once. */
  get toolsUsed(): string[] {
    return [...new Set([...this.#byCall.values()].map(({ name }) => name))].filter((name) => name !== 'final_answer')
  }
}

/** Equal to the `key` of the call once it has been made. */
export const keyOf = ({ name, args }: CallRequest): string =>
  toKey(
    name,
    args.map(([key, { value }]) => [key, value]),
  )

/** Same call, same key, however its numbers were written on the way. */
function toKey(name: string, args: [string, unknown][]): string {
  const plain = args.map(([key, value]) => [key, parseExact(String(value))?.toString() ?? String(value)])
  return JSON.stringify([name, ...plain.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))])
}

/** What is said of a call that a tool could not use. */
const isRefusal = /^Error: (The tool could not use these arguments|There is no tool named)\b/

/** The sentence for a person in a failed tool's message. */
const reasonIn = (content: string): string =>
  content
    .slice(0, 1_000)
    .replace(/^error:?\s*/i, '')
    .replace(/\n\n.*$/s, '')
    .trim() || 'It gave no reason.'
