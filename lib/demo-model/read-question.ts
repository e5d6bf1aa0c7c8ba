import { type Language, languageOf } from '@/lib/agent/tools/search/language'
import { type Clause, inChain, type Part } from './chain'
import type { GivenMessages } from './conversation'
import { inContext, isQuestion, toLookup } from './lookup'
import { readSum } from './read-sum'
import { sayNotLookedUp, smallTalk } from './talk'
import { placeIn, readPlaces, readTimeQuestion, readTimeThere } from './time'
import { patternsOf, say, startsWith } from './words'

type History = GivenMessages['history']

const maxChars = 24_000
const maxParts = 12

/** What a question asks for, part by part. Any text at all gives at least one part; the same text gives the same parts. */
export function readQuestion({ question, history }: { question: string; history: History }): Part[] {
  const text = withoutMarks(question.slice(0, maxChars))
  const talk = smallTalk(text)
  if (talk !== undefined) return [{ kind: 'said', answer: talk }]
  return (followUp(text.slice(0, 200), history) ?? readMessage(text, history.at(-1)?.answer)).slice(0, maxParts)
}

/** A message as its text, without Markdown and HTML. */
const withoutMarks = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/<(script|style)\b[^>]*>[^<]{0,2000}<\/\1\s*>|<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/^\s*(?:`{3,}|~{3,}).*$/gm, '')
    .replaceAll('`', '')
    .replace(/^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+•][ \t]+(?=\p{L})|\d{1,2}[.)][ \t]+(?=\p{L}))/gmu, '')
    .replace(/(?<!\S)\*\*(?=\S)([^*\n]{1,200})\*\*(?=[\s?!.,;:]|$)/g, '$1')
    .trim()

/** Where a message is parted: by sentences first, then ever more finely, as long as a part of it is not understood. */
const sentenceEnd = /[;\n]+|\?(?=\s|$)|\.(?=\s|$)/g
const cuts = [
  /,?\s+(?:and\s+)?then,?\s+|[,\s]\s*(?:and\s+)?(?:after that|next|finally),?\s+/gi,
  /(?:,\s*(?:and\s+)?|\s+and\s+)(?=(?:also\s+|now\s+)?(?:(?:add|subtract|multiply|divide|double|triple|halve|square|cube|take)\s|(?:what|what['’]s|how|who|why|when|where|which|(?:the\s+)?(?:current\s+|local\s+)?time\s+(?:in|at)|search|look\s+up|find|tell\s+me|calculate|work\s+out)\b))/gi,
  /,\s+(?:and\s+)?/gi,
  /\s+and\s+|\s+&\s+/gi,
]

/** A message that can be understood by itself, or with the answer before it. */
function readMessage(text: string, lastAnswer: string | undefined): Part[] {
  // What is asked beside the address of a page is asked of that page.
  if (/https?:\/\//.test(text)) return [toPart(text.slice(0, 500))]
  const whole = readWhole(text, false, false)
  const sentences =
    whole && whole.kind !== 'refused' ? [text] : cut(text, sentenceEnd).filter((each) => /[\p{L}\p{N}]/u.test(each))
  const clauses: Clause[] = []
  const unread: string[] = []
  for (const sentence of sentences) {
    const isChain = clauses.some(({ kind }) => kind !== 'parts' && kind !== 'unread')
    const read = readPieces(sentence, cuts, isChain, false)
    // Beside questions that were understood, lines of text that ask nothing are passed over.
    const isAsked = hasNumber(sentence) || !text.includes('?') || isQuestion(sentence, false)
    if (!read) unread.push(sentence)
    clauses.push(...(read ?? [{ kind: 'unread' as const, parts: isAsked ? readUnread(sentence, [sentence]) : [] }]))
  }
  const parts = inChain(clauses, lastAnswer, languageIn(text))
  return clauses.length === unread.length || parts.length === 0 ? readUnread(text, unread) : parts
}

const hasNumber = (text: string): boolean => /\p{Nd}/u.test(text)

/** The clauses of a text at the first level of cuts where all of it is understood; `undefined` where there is none. */
function readPieces(text: string, levels: RegExp[], isChain: boolean, isPiece: boolean): Clause[] | undefined {
  const whole = readWhole(text, isChain, isPiece)
  if (whole && whole.kind !== 'refused') return [whole]
  const at = levels.findIndex((level) => cut(text, level).length > 1)
  const clauses: Clause[] = []
  for (const piece of cut(text, levels[at] ?? /(?!)/g)) {
    const read = at < 0 ? undefined : readPieces(piece, levels.slice(at + 1), isChain || clauses.length > 0, true)
    // Beside what cannot be worked out, the rest may mean something else: "1 + 2, 000".
    if (!read || read.some(({ kind }) => kind === 'refused')) return whole && [whole]
    clauses.push(...read)
  }
  // A question that is cut into look-ups alone is one question.
  const isOne = clauses.every((clause) => clause.kind === 'parts' && clause.parts.every(({ kind }) => kind === 'lookup'))
  return isOne ? whole && [whole] : clauses
}

function readWhole(text: string, isChain: boolean, isPiece: boolean): Clause | undefined {
  const times = readTimeQuestion(text)
  if (times) return { kind: 'parts', parts: times }
  const isOther = isPiece && !hasNumber(text) && isQuestion(text, false)
  return readSum(text, isChain) ?? (isOther ? { kind: 'parts', parts: [toPart(text)] } : undefined)
}

/** Cuts outside of brackets only: "log(8, 2)" is one piece. */
function cut(text: string, pattern: RegExp): string[] {
  const pieces: string[] = []
  let [start, depth, from] = [0, 0, 0]
  for (const match of text.matchAll(pattern)) {
    for (; from < match.index; from += 1) depth += text[from] === '(' ? 1 : text[from] === ')' ? -1 : 0
    if (depth > 0) continue
    pieces.push(text.slice(start, match.index + (match[0] === '?' ? 1 : 0)))
    start = match.index + match[0].length
  }
  return [...pieces, text.slice(start)].map((piece) => piece.trim()).filter((piece) => piece !== '')
}

const counts =
  /\bhow (?:many|much|long|far|fast|old)\b|\b(?:plus|minus|times|divided|multiply|per ?cent)\b|[%$€£¥=]|\d\s*[-+*/×÷^]/i
const number =
  /(?<![\p{L}\d.])\d[\d.,]*(?!\p{L})|\b(?:\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million)\b/giu

/** "Plus" is a word of several languages, and a letter alone may be a name in a sum. */
const languageIn = (text: string): Language => languageOf(text.replace(/\bplus\b|(?<!\p{L})[a-z](?!\p{L})/giu, ' '))

/** What no rule reads: problems in words and what is no question are refused, other questions are looked up. */
function readUnread(text: string, sentences: string[]): Part[] {
  const language = languageIn(text)
  const numbers = text.match(number)?.length ?? 0
  if (numbers > 1 || (numbers > 0 && counts.test(text)) || /\s[-+*/×÷=]\s/.test(text))
    return [{ kind: 'said', answer: say(language, 'wordProblem') }]
  const questions = sentences.filter((each) => isQuestion(each, each === text.trim()) && toLookup(each).keys.length > 0)
  return questions.length > 0 ? questions.slice(0, 3).map(toPart) : [{ kind: 'said', answer: say(language, 'notUnderstood') }]
}

function toPart(text: string): Part {
  const answer = sayNotLookedUp(text)
  return answer === undefined ? toLookup(text) : { kind: 'said', answer }
}

/** "What about Lisbon?", "and what time is it there?", "tell me more": understood from the questions before. */
function followUp(text: string, history: History): Part[] | undefined {
  const there = readTimeThere(text)
  if (there) {
    const of = toLookup(there)
    return [of, { kind: 'time', place: '', language: 'en', of }]
  }
  const last = history.at(-1)
  const place = there === '' ? placeIn(last?.answer ?? '', last?.question ?? '') : undefined
  if (place !== undefined) return [{ kind: 'time', place, language: 'en' }]
  const more = inContext(text, history)
  if (more) return [more]
  // Through "and in Rome?" after "what about Lisbon?".
  const leans = (each: string) => startsWith(each, patternsOf(languageOf(each)).lists.and) || /^\W*(?:or|in|for|at)\s/i.test(each)
  const asked = leans(text) ? history.findLast(({ question }) => !leans(question.slice(0, 200)))?.question : undefined
  const [time] = readTimeQuestion(asked ?? '') ?? []
  if (time) return readPlaces(text, time)
  // "What about 20%?" after "15% of 2,480".
  const [, percent] = /^\W*(?:\w+\s+){0,3}?(\d+(?:\.\d+)?)\s?(?:%|percent)\W*$/i.exec(text) ?? []
  const before = /\d+(?:\.\d+)?(?=\s?(?:%|percent))/gi
  const isSame = asked !== undefined && percent !== undefined && asked.match(before)?.length === 1
  return isSame ? readMessage(asked.replace(before, percent), undefined) : undefined
}
