import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { type Asked, Chain, type Read, say } from './chain'
import type { Conversation } from './messages'
import { isQuestion, moreAbout, toLookup } from './search-question'
import { clockIn, type Step, searchFor, toSteps, written } from './steps'
import { parseSum, readClause } from './sum-text'
import { sayings, smallTalk } from './talk'
import { readPlaces, readTimeQuestion } from './time-question'

/** One thing that was asked, with the numbers of its steps in the plan. */
export type Part =
  | { kind: 'sum'; range: [from: number, to: number] /** How it was read, where there are two ways. */; readAs?: string }
  | { kind: 'time'; at: number }
  | { kind: 'lookup'; question: string; queries: string[]; at: number[] }
  | { kind: 'talk'; answer: string }

export type Plan = { parts: Part[]; steps: Step[] }

const maxParts = 12

/** What a question asks for, part by part. Any text at all gives at least one part; the same text gives the same plan. */
export function plan({ question, history }: Pick<Conversation, 'question' | 'history'>): Plan {
  const text = withoutMarks(question.slice(0, 24_000))
  const talk = smallTalk(text)
  const asked = talk === undefined ? (followUp(text, history) ?? read(text, history.at(-1)?.answer)) : [say(talk)]
  const steps: Step[] = []
  const parts = asked.slice(0, maxParts).map((each) => toPart(each, steps))
  return { parts, steps }
}

function toPart(asked: Asked, steps: Step[]): Part {
  const from = steps.length
  switch (asked.kind) {
    case 'talk':
      return asked
    case 'time':
      steps.push(clockIn(asked.place))
      return { kind: 'time', at: from }
    case 'lookup':
      steps.push(...asked.queries.map(searchFor))
      return { ...asked, at: asked.queries.map((_query, at) => from + at) }
    case 'sum':
      try {
        const parsed = parseSum(asked.text)
        steps.push(...toSteps(asked.text, parsed, from))
        const readAs = parsed.byConvention && parsed.operations <= 30 ? { readAs: written(parsed.expression, true) } : {}
        return { kind: 'sum', range: [from, steps.length], ...readAs }
      } catch (error) {
        // A chain may nest too deep though none of its steps does.
        if (error instanceof ToolFailure) return say(`I cannot read this sum. ${error.message}`)
        throw error
      }
  }
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

/** Where a message is parted, first by sentences, then ever more finely, as long as a part of it is not understood. */
const verb = String.raw`(?:add|subtract|deduct|multiply|divide|double|triple|halve|square|cube|raise|take|round|increase|decrease|reduce)\s`
const asking = String.raw`(?:what|what['’]s|how|who|why|when|where|which|(?:the\s+)?(?:current\s+|local\s+)?time\s+(?:in|at)|search|look\s+up|find|tell\s+me|calculate|work\s+out)\b`
const cuts = [
  /[;\n]+|\?(?=\s|$)|\.(?=\s|$)/,
  /,?\s+(?:and\s+)?then,?\s+|[,\s]\s*(?:and\s+)?(?:after that|next|finally),?\s+/i,
  new RegExp(String.raw`(?:,\s*(?:and\s+)?|\s+and\s+)(?=(?:also\s+|now\s+)?(?:${verb}|${asking}))`, 'i'),
  /,\s+(?:and\s+)?/i,
  /\s+and\s+|\s+&\s+/i,
]

/** A question that can be understood by itself, or with the number that was answered last. */
function read(text: string, lastAnswer: string | undefined): Asked[] {
  const [sentences, ...finer] = cuts
  const chain = new Chain(lastAnswer)
  const unread: string[] = []
  const whole = readPart(text, false, false)
  for (const sentence of whole && whole.kind !== 'refused' ? [text] : splitAt(text, sentences ?? /\n/)) {
    if (!/[\p{L}\p{N}]/u.test(sentence) || /^\W*(?:please|thanks|thank you|hi|hello|ok|okay)\W*$/i.test(sentence)) continue
    const parts = readParts(sentence, finer, chain.hasSum, false)
    if (parts) for (const part of parts) chain.add(part)
    else {
      chain.break()
      unread.push(sentence)
    }
  }
  const asked = chain.end()
  if (asked.length === 0) return readUnread(text, unread)
  const marked = text.includes('?')
  return [
    ...asked,
    ...unread.flatMap((sentence) =>
      hasNumber(sentence) || !marked || isQuestion(sentence, false) ? readUnread(sentence, [sentence]) : [],
    ),
  ]
}

/** Parts at the first level of cuts where each of them is understood; `undefined` where there is none. */
function readParts(text: string, levels: RegExp[], inChain: boolean, mayLookUp: boolean): Read[] | undefined {
  const whole = readPart(text, inChain, mayLookUp)
  if (whole && whole.kind !== 'refused') return [whole]
  // What cannot be worked out as one may be several.
  return readPieces(text, levels, inChain, mayLookUp) ?? (whole && [whole])
}

function readPieces(text: string, levels: RegExp[], inChain: boolean, mayLookUp: boolean): Read[] | undefined {
  const [level, ...finer] = levels
  if (!level) return undefined
  const pieces = splitAt(text, level)
  if (pieces.length < 2) return readPieces(text, finer, inChain, mayLookUp)
  const parts: Read[] = []
  for (const piece of pieces) {
    const read = readParts(piece, finer, inChain || parts.length > 0, true)
    if (!read) return undefined
    parts.push(...read)
  }
  // Beside what cannot be worked out, the rest may mean something else: "1 + 2, 000".
  if (parts.some(({ kind }) => kind === 'refused')) return undefined
  // A question that is cut in look-ups alone is one question.
  const isOne = parts.every((part) => part.kind === 'asked' && part.parts.every(({ kind }) => kind === 'lookup'))
  return isOne ? undefined : parts
}

function readPart(text: string, inChain: boolean, mayLookUp: boolean): Read | undefined {
  const places = readTimeQuestion(text)
  if (places) return { kind: 'asked', parts: places.map((place) => ({ kind: 'time', place })) }
  const clause = readClause(text, inChain)
  if (clause) return clause
  if (!mayLookUp || hasNumber(text) || !isQuestion(text, false)) return undefined
  return { kind: 'asked', parts: [toLookup(text)] }
}

/** Cuts outside of brackets only: "log(8, 2)" is one. */
function splitAt(text: string, pattern: RegExp): string[] {
  const pieces: string[] = []
  let start = 0
  let depth = 0
  let from = 0
  for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))) {
    for (; from < match.index; from += 1) depth += text[from] === '(' ? 1 : text[from] === ')' ? -1 : 0
    if (depth > 0) continue
    pieces.push(text.slice(start, match.index + (match[0] === '?' ? 1 : 0)))
    start = match.index + match[0].length
  }
  return [...pieces, text.slice(start)].map((piece) => piece.trim()).filter((piece) => piece !== '')
}

const hasNumber = (text: string): boolean => /\p{Nd}/u.test(text)
const isCounting =
  /\b(?:how (?:many|much|long|far|fast|old|big)|each|per|every|left|total|altogether|cost|price|convert|percent|interest|average|calculate|compute|work out|solve|evaluate|sum|plus|minus|square|cube|root|factorial|half|double|twice|power|times|divided|multiply|multiplied|subtract)\b|[%$€£¥]|\d\s*[-+*/×÷^=]/i

/** What no rule reads: a problem in words and what is no question are refused, all other questions are looked up. */
function readUnread(text: string, sentences: string[]): Asked[] {
  if (/\p{L}/u.test(text.replace(/\p{Script=Latin}/gu, ''))) return [say(sayings.english)]
  const numbers = text.match(/(?<![\p{L}\d.])\d[\d.,]*(?!\p{L})/gu)?.length ?? 0
  const counted = /\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|dozen)\b/i.test(text)
  if (isCounting.test(text) && (numbers > 0 || counted)) return [say(sayings.wordProblem)]
  if (numbers > 1 && !/\b(?:vs\.?|versus|compare|difference)\b/i.test(text)) return [say(sayings.wordProblem)]
  const questions = sentences.filter((sentence) => isQuestion(sentence, sentence === text.trim()))
  if (questions.length === 0) return [say(sayings.notUnderstood)]
  return questions.slice(0, 3).map((question) => toLookup(question))
}

/** "what about Lisbon?", "what about 20%?", "tell me more": understood from the question before. */
function followUp(text: string, history: Conversation['history']): Asked[] | undefined {
  const before = history.at(-1)
  const start = text.slice(0, 200)
  const more = moreAbout(start, history)
  if (more) return [more]
  if (!before || !/^\W*(?:(?:and|but|ok(?:ay)?|now|or)\W+)*(?:(?:what|how) about\s|in\s|for\s|at\s)/i.test(start))
    return undefined
  // What is asked about last that can be understood by itself, through "and in Rome?" after "what about Lisbon?".
  const earlier = history.findLast(
    ({ question }) => !/^\W*(?:(?:and|but|or)\s+)?(?:(?:what|how) about|in|for|at)\s/i.test(question),
  )
  if (!earlier) return undefined
  if (readTimeQuestion(earlier.question)) return readPlaces(start)?.map((place) => ({ kind: 'time', place }))
  const percent = /^\W*(?:\w+\s+){0,3}?(\d+(?:\.\d+)?)\s?(?:%|percent)\W*$/i.exec(start)?.[1]
  const old = /\d+(?:\.\d+)?(?=\s?(?:%|percent))/gi
  if (percent === undefined || earlier.question.match(old)?.length !== 1) return undefined
  return read(earlier.question.replace(old, percent), undefined)
}
