import { type Language, languageOf } from '@/lib/agent/tools/search/language'
import { termsOf } from '@/lib/agent/tools/search/terms'
import { keysOf } from './alike'
import type { GivenMessages } from './conversation'
import { patternsOf, startsWith } from './words'

const askedFirst = ['why', 'number', 'when', 'where', 'who', 'how'] as const

/** What a question asks for. */
export type Asks = (typeof askedFirst)[number] | 'what'

/**
 * A question to be looked up: its words that say what it is about, and what to search for. `queries` are two for a comparison, else one.
 * With `said`, the answers before it, it asks for what they did not say.
 */
export type Lookup = {
  kind: 'lookup'
  question: string
  language: Language
  asks: Asks
  keys: string[]
  queries: string[]
  said?: string
}

/** The question without the words that every question has: "How does an agent decide which tool to call?" → "agent decide tool call". */
const toQuery = (question: string, language: Language): string =>
  termsOf(question, language)
    .map(({ word }) => word)
    .join(' ')
    .slice(0, 200)

export function toLookup(text: string): Lookup {
  const asked = text.replace(/\s+/g, ' ').trim().slice(0, 500)
  const question = asked.replace(command, '') || asked
  const wanted = spelledOut(question)
  const language = languageOf(wanted)
  return {
    kind: 'lookup',
    question,
    language,
    asks: asksIn(wanted, language),
    keys: keysOf(wanted, language).slice(0, 40),
    queries: readComparison(wanted) ?? [toQuery(wanted, language) || question.slice(0, 200)],
  }
}

/** What a question or a heading asks for. */
export const asksIn = (text: string, language: Language): Asks =>
  askedFirst.find((asks) => patternsOf(language).lists[asks].test(text.slice(0, 200))) ?? 'what'

const command =
  /^(?:(?:and|also|then|please|now|can you|could you)\s+)*(?:search(?: the (?:web|library))?(?: for)?|look (?:for|up)|find(?: out)?(?: about)?)\s+(?=\S)/i
const asksAtAll =
  /^(?:(?:and|also|then|please|but|so)\s+)*(?:what|how|who|whose|why|when|where|which|is|are|does|do|did|can|could|should|would|will|was|were|tell me about|explain|describe|show me|summari[sz]e|define|compare)\b/i
const isStatement = /\d|^(?:add|subtract|multiply|divide|take|round|double|i|i'm|my|we|our|you|your|he|she|they|it|this|that)\b/i

/** True for what asks: with a question mark, a question word, "look up …", "A vs B"; alone also the name of a thing and no more. */
export const isQuestion = (text: string, isAlone: boolean): boolean =>
  /[?？؟]\s*$/.test(text) ||
  asksAtAll.test(text) ||
  command.test(text) ||
  /\b(?:vs|versus|compared?|differences? between)\b/i.test(text) ||
  asksIn(text, languageOf(text)) !== 'what' ||
  (isAlone && text.trim().split(/\s+/).length <= 6 && !isStatement.test(text.trim()))

const abbreviations: readonly (readonly [RegExp, string])[] = [
  [/\b(?:[Ss]erver [Ss]ent [Ee]vents?|SSEs?)\b/g, 'server-sent events'],
  [/\b(?:[Ww]eb [Ss]ockets?)\b/g, 'WebSockets'],
  [/\b(?:AI)\b/g, 'artificial intelligence'],
  [/\b(?:(?:[Ww]orld [Ww]ar|WW|ww) ?(?:2|II|ii|two))\b/g, 'Second World War'],
  [/\b(?:(?:[Ww]orld [Ww]ar|WW|ww) ?(?:1|I|i|one))\b/g, 'First World War'],
]

/** What is often abbreviated, in full: "SSE" finds more as "server-sent events". */
const spelledOut = (text: string): string => abbreviations.reduce((all, [short, full]) => all.replace(short, full), text)

/** The name in a question, for another search where nothing was found by all of its words: "Who wrote Hamlet?" has "Hamlet". */
export function nameIn({ question, keys, language }: Lookup): string | undefined {
  const names = question.match(/(?<=[\p{L}\p{N},'’«„“] ?)\p{Lu}[\p{L}\p{N}-]*(?: \p{Lu}[\p{L}\p{N}-]*)*/gu) ?? []
  const name = names.filter((each) => termsOf(each, language).length > 0).at(-1)
  return keys.length < 2
    ? undefined
    : (name ?? (language === 'ja' || language === 'zh' ? termsOf(question, language)[0]?.word : undefined))
}

const comparisons = [
  /\bhow (?:do|does) (.+?) (?:compare|differ) (?:with|to|against|from) (.+)$/i,
  /\bhow (?:is|are) (.+?) different (?:from|to|than) (.+)$/i,
  /\b(?:differences?|comparison) (?:between|of) (.+?) (?:and|with|to) (.+)$/i,
  /\bcompare (.+?) (?:and|with|to|against|versus|vs\.?) (.+)$/i,
  /^(.+?) (?:vs\.?|versus) (.+)$/i,
  /\bshould (?:i|we|you|one) (?:use|choose|pick|prefer) (.+?) or (.+)$/i,
]

/** The two subjects of "How do X compare with Y?", "X vs Y", "the difference between X and Y", "Should I use X or Y?". */
function readComparison(question: string): string[] | undefined {
  const text = question.slice(0, 300).replace(/[?!.]+\s*$/, '')
  const found = comparisons.map((pattern) => pattern.exec(text)?.slice(1).map(toSubject))
  return found.find((subjects) => subjects?.every((subject) => subject.length > 1 && subject.split(/\s+/).length <= 7))
}

const toSubject = (text: string): string =>
  text
    .trim()
    .replace(/^(?:what(?:['’]s| is| are) )?(?:(?:the|an?|using) )+/i, '')
    .replace(/ (?:please|instead)$|[,;:\s]+$/i, '')

/** "Tell me more", "and its population?", "what about France?" after an answer with sources: the same subject, or the same of another one. */
export function inContext(text: string, history: GivenMessages['history']): Lookup | undefined {
  const last = history.at(-1)
  if (!last || !/\[\d+\]/.test(last.answer)) return undefined
  const isMore = (asked: string) => {
    const language = languageOf(asked)
    const { more } = patternsOf(language).lists
    return more.test(asked.slice(0, 80)) && termsOf(asked.slice(0, 120).replace(more, ''), language).length === 0
  }
  const before = history.findLast(({ question }) => !isMore(question))?.question ?? last.question
  const { it, and } = patternsOf(languageOf(`${before} ${text}`)).lists
  const subject = /\*\*([^*\n]{2,80})\*\*/.exec(last.answer)?.[1]
  if (isMore(text)) {
    const said = history.map(({ answer }) => answer.replaceAll('**', '')).join('\n')
    return { ...toLookup(subject && (it.test(before) || startsWith(before, and)) ? subject : before), said }
  }
  const start = text.slice(0, 200)
  const bare = startsWith(start, and) ? start.replace(and, '').replace(and, '').trim() : start
  const added = termsOf(bare, languageOf(start)).length
  if (added === 0 || added > 4) return undefined
  if (subject && it.test(start))
    return { ...toLookup(`${start.replace(/[?!.？\s]+$/u, '')}, ${subject}?`), language: languageOf(start) }
  const name = /^.*(?<=[\p{L}\p{N}] )(\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/su.exec(before)?.[1]
  return bare !== start && name ? toLookup(before.replace(name, bare.replace(/[?!.\s]+$/, ''))) : undefined
}
