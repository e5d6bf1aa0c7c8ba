import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import type { AskedQuestion, ClientMessage } from '@/lib/protocol/conversation'
import { withoutCitations } from '@/lib/run-view/citation-marks'
import { parseCallArgs } from './parse-call-args'
import { toMessages } from './scratchpad'

/** An earlier question of the thread and what was answered; `''` where there was no answer. `sources` counts its sources. */
export type PastTurn = { question: string; answer: string; sources: number }

/**
 * The thread so far as messages, oldest first. Citation numbers are taken out, since numbers begin anew in each run.
 * The oldest turns are left out past that many characters, and the newest one is cut if it is longer by itself; `left`
 * counts those left out.
 */
export function toHistory(turns: PastTurn[], maxHistoryChars: number): { messages: BaseMessage[]; left: number } {
  const messages: BaseMessage[] = []
  let chars = 0
  let kept = 0
  for (const turn of turns.toReversed()) {
    const answer = withoutCitations(turn.answer, (n) => n <= turn.sources)
    chars += turn.question.length + answer.length
    if (chars > maxHistoryChars && kept > 0) break
    kept += 1
    const shown = answer.length > maxHistoryChars ? `${answer.slice(0, maxHistoryChars).toWellFormed()} […]` : answer
    messages.unshift(new HumanMessage(turn.question), new AIMessage(shown || '(This question was not answered.)'))
  }
  return { messages, left: turns.length - kept }
}

/**
 * A conversation that a client has sent, as messages. The oldest are left out past that many characters; `left` counts questions.
 */
export function toClientHistory(messages: ClientMessage[], maxChars: number): { messages: BaseMessage[]; left: number } {
  let chars = 0
  let from = messages.length
  while (from > 0) {
    chars += charsOf(messages[from - 1])
    if (chars > maxChars) break
    from -= 1
  }
  // An answer is not read without its question.
  while (from > 0 && from < messages.length && messages[from]?.role !== 'user') from += 1
  const left = messages.slice(0, from).filter(({ role }) => role === 'user').length
  return { messages: toClientMessages(messages.slice(from)), left }
}

/** What was said as messages, answers with their calls and the results of those. */
export const toClientMessages = (messages: ClientMessage[]): BaseMessage[] =>
  messages.flatMap((each) => {
    if (each.role === 'user') return [new HumanMessage(each.text)]
    if (each.calls.length === 0) return [new AIMessage(each.text)]
    const answered = each.calls.map((call) => ({ ...call, args: parseCallArgs(call.argsText) ?? {} }))
    return toMessages({ prose: each.text, finalAnswers: [] }, answered)
  })

/** An image that is kept with the chat, as a data URL; `isEarlier`: it came with an earlier question. */
export type SeenImage = { url: string; name: string; isEarlier?: true }

/** The images of a question, and those that are kept by their names, as a message after it. */
export const toImageMessages = ({
  images = [],
  seen = [],
}: Pick<AskedQuestion, 'images'> & { seen?: SeenImage[] | undefined }): HumanMessage[] => {
  const named = seen.flatMap(({ url, name, isEarlier }) => [
    toTextPart(`${isEarlier ? 'Earlier image' : 'Image'}: ${name}`),
    toPart(url),
  ])
  const content = [...named, ...images.map(toPart)]
  return content.length === 0 ? [] : [new HumanMessage({ content })]
}

const toTextPart = (text: string) => ({ type: 'text' as const, text })
const toPart = (url: string) => ({ type: 'image_url' as const, image_url: { url } })

const charsOf = (message: ClientMessage | undefined): number =>
  (message?.text.length ?? 0) +
  (message?.role === 'assistant' ? message.calls.reduce((sum, call) => sum + call.argsText.length + call.content.length, 0) : 0)
