import { type BaseMessage, HumanMessage, isAIMessage, ToolMessage } from '@langchain/core/messages'

/** What a model is asked with, beside the instructions and the tools: an earlier turn begins with each human message. */
export type Context = { question: string; history: BaseMessage[]; scratchpad: BaseMessage[] }

/**
 * The same context in at most `maxChars` characters: the oldest turns are left out, and where that is not enough, the
 * results of tools are cut short. `undefined` where even that would not do: then the question itself is too long.
 */
export function fitContext<T extends Context>(context: T, maxChars: number): Fitted<T> | undefined {
  const { history, scratchpad, question } = context
  const room = maxChars - question.length - charsOf(scratchpad)
  const kept = newestTurns(history, room)
  const results = room < 0 ? cutResults(scratchpad, maxChars - question.length) : scratchpad
  return (
    results && {
      context: { ...context, history: kept, scratchpad: results },
      turnsLeftOut: countTurns(history) - countTurns(kept),
    }
  )
}

export type Fitted<T extends Context> = { context: T; turnsLeftOut: number }

/** The size of a context in characters: its question, its history and its scratchpad. */
export const contextChars = ({ question, history, scratchpad }: Context): number =>
  question.length + charsOf(history) + charsOf(scratchpad)

const newestTurns = (history: BaseMessage[], room: number): BaseMessage[] => {
  let from = history.length
  let chars = 0
  for (let at = history.length - 1; at >= 0; at -= 1) {
    chars += charsOf(history.slice(at, at + 1))
    if (chars > room) break
    if (HumanMessage.isInstance(history[at])) from = at
  }
  return history.slice(from)
}

/** Every result in at most its even share of the room. */
function cutResults(scratchpad: BaseMessage[], room: number): BaseMessage[] | undefined {
  const results = scratchpad.filter((message) => ToolMessage.isInstance(message))
  if (results.length === 0) return undefined
  const share = Math.floor((room - (charsOf(scratchpad) - charsOf(results))) / results.length)
  if (share < minResultChars) return undefined
  return scratchpad.map((message) =>
    ToolMessage.isInstance(message) && charsOf([message]) > share ? cutResult(message, share) : message,
  )
}

const minResultChars = 200

const cutResult = (message: ToolMessage, chars: number): ToolMessage =>
  new ToolMessage({
    ...message,
    content: `${message.text.slice(0, chars - ellipsis.length).toWellFormed()}${ellipsis}`,
  })

const ellipsis = ' […]'

const countTurns = (messages: BaseMessage[]): number => messages.filter((message) => HumanMessage.isInstance(message)).length

const charsOf = (messages: BaseMessage[]): number =>
  messages.reduce((sum, message) => {
    const calls = isAIMessage(message) && message.tool_calls?.length ? JSON.stringify(message.tool_calls).length : 0
    return sum + message.text.length + calls
  }, 0)
