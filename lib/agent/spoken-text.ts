import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import type { Question, Said } from '@/lib/protocol/conversation'
import { parseCallArgs } from './parse-call-args'
import { toMessages } from './scratchpad'

/** A conversation as a client tells it, as messages. The oldest are left out past that many characters; `left` counts questions. */
export function toSaidHistory(said: Said[], maxChars: number): { messages: BaseMessage[]; left: number } {
  let chars = 0
  let from = said.length
  while (from > 0) {
    chars += charsOf(said[from - 1])
    if (chars > maxChars) break
    from -= 1
  }
  // An answer is not read without its question.
  while (from > 0 && from < said.length && said[from]?.role !== 'user') from += 1
  const left = said.slice(0, from).filter(({ role }) => role === 'user').length
  return { messages: toSaidMessages(said.slice(from)), left }
}

/** Each with its calls and their results. */
export const toSaidMessages = (said: Said[]): BaseMessage[] =>
  said.flatMap((each) => {
    if (each.role === 'user') return [new HumanMessage(each.text)]
    if (each.calls.length === 0) return [new AIMessage(each.text)]
    const answered = each.calls.map((call) => ({ ...call, args: parseCallArgs(call.argsText) ?? {} }))
    return toMessages({ prose: each.text, finalAnswers: [] }, answered)
  })

/** The images of a question, as a message after it. */
export const toImageMessages = ({ images = [] }: Pick<Question, 'images'>): HumanMessage[] =>
  images.length === 0
    ? []
    : [new HumanMessage({ content: images.map((url) => ({ type: 'image_url' as const, image_url: { url } })) })]

const charsOf = (said: Said | undefined): number =>
  (said?.text.length ?? 0) +
  (said?.role === 'assistant' ? said.calls.reduce((sum, call) => sum + call.argsText.length + call.content.length, 0) : 0)
