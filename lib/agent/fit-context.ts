import { type BaseMessage, HumanMessage, isAIMessage, ToolMessage } from '@langchain/core/messages'

/** What a model is asked with, beside the instructions and the tools: an earlier turn begins with each human message. */
export type Context = { question: string; history: BaseMessage[]; scratchpad: BaseMessage[] }

/**
 * The same context in at most `maxChars` characters: the oldest turns are left out, and where that is not enough, the
 * results of tools are cut short, those of earlier turns first. `undefined` where even that would not do: then the question itself is too long.
 */
export function fitContext<T extends Context>(context: T, maxChars: number): Fitted<T> | undefined {
  const { history, scratchpad, question } = context
  const room = maxChars - question.length - charsOf(scratchpad)
  const kept = newestTurns(history, room)
  const results = room < 0 ? fitResults(scratchpad, maxChars - question.length) : scratchpad
  return (
    results && {
      context: { ...context, history: kept, scratchpad: results },
      turnsLeftOut: countTurns(history) - countTurns(kept),
    }
  )
}

/** A context that fits what the model reads, and how many earlier turns were left out for it. */
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

const fitResults = (scratchpad: BaseMessage[], room: number): BaseMessage[] | undefined => {
  const shortened = shortenOldest(scratchpad, room)
  return charsOf(shortened) <= room ? shortened : cutResults(shortened, room)
}

/**
 * Calls and results of a long run in fewer characters, once they are more than `maxChars`: results of earlier turns keep the first
 * lines of each source, from the oldest on, until there is room for some turns more. The very same array where nothing is cut.
 */
export const shortenScratchpad = (scratchpad: BaseMessage[], maxChars: number): BaseMessage[] =>
  charsOf(scratchpad) <= maxChars ? scratchpad : shortenOldest(scratchpad, maxChars * roomierShare)

/** The share of the room that is filled after a cut: then it is not cut in each turn, and a provider's cache of it stays good for some. */
const roomierShare = 0.6

/** Nothing of the newest turn is cut: the model has not read that yet. */
function shortenOldest(scratchpad: BaseMessage[], maxChars: number): BaseMessage[] {
  const newestTurn = scratchpad.findLastIndex((message) => !ToolMessage.isInstance(message))
  let chars = charsOf(scratchpad)
  let hasCut = false
  const shortened = scratchpad.map((message, at) => {
    if (chars <= maxChars || at > newestTurn || !ToolMessage.isInstance(message)) return message
    const text = toFirstLines(message.text)
    const saved = message.text.length - text.length
    if (saved <= 0) return message
    chars -= saved
    hasCut = true
    return new ToolMessage({ ...message, content: text })
  })
  return hasCut ? shortened : scratchpad
}

/** The beginning of a text; of one with numbered sources the heading and the beginning of each. */
function toFirstLines(text: string): string {
  if (text.endsWith(shortenedNote)) return text
  const parts = text.split(/\n\n(?=\[\d+\] )/).map((part) => {
    const heading = /^\[\d+\] .*\n/.exec(part)?.[0] ?? ''
    const chars = heading.length + keptChars
    return part.length <= chars ? part : `${part.slice(0, chars).toWellFormed()}${ellipsis}`
  })
  return `${parts.join('\n\n')}${shortenedNote}`
}

const keptChars = 300
const shortenedNote = '\n\n[Shortened, since there is much to read: what each begins with is kept.]'

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
