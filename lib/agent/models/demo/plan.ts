import { isDecimal } from './decimal-text'
import { type Expression, mentionsPrevious, number, type Unit, withPrevious } from './expression'
import { moreAbout, withNewPercent } from './follow-up'
import { asOneCall } from './one-call'
import { parseSums } from './parse-sums'
import type { Part } from './part'
import { toPlainQuestion } from './plain-question'
import type { Conversation } from './read-messages'
import { toQuery, toSearch } from './search-question'
import { smallTalk } from './small-talk'
import { asksSomething, splitQuestion } from './split-question'
import { readPlaces, readTimeQuestion } from './time-question'
import { unclearSum } from './unclear-sum'
import { readWordProblem } from './word-problem'

const maxParts = 8
const maxChars = 4_000
const maxLookBack = 6

/** What a question asks for, part by part. Any text at all gives at least one part. */
export function plan({ question, history }: Pick<Conversation, 'question' | 'history'>): Part[] {
  const text = toPlainQuestion(question.slice(0, maxChars))
  const talk = smallTalk(text)
  if (talk) return [{ kind: 'talk', answer: talk }]
  const before = history.at(-1)
  const parts = before ? followUp(text, before, history) : undefined
  return (parts ?? read(text, before?.answer))
    .slice(0, maxParts)
    .map((part) => (part.kind === 'sum' ? { ...part, expression: asOneCall(part.expression) } : part))
}

/** A question that can be understood by itself, or with the number that was answered last. */
function read(text: string, lastAnswer: string | undefined): Part[] {
  const last = lastAnswer === undefined ? undefined : lastNumber(lastAnswer)
  const whole = readPart(text, last)
  if (whole) return whole
  const parts: Part[] = []
  const unread: string[] = []
  for (const segment of splitQuestion(text)) {
    const talk = smallTalk(segment.replace(/[?!.]+$/, ''))
    const sumBefore = parts.at(-1)
    const found = talk ? [] : readPart(segment, sumBefore?.kind === 'sum' ? sumBefore.expression : last)
    if (!found) unread.push(segment)
    else if (sumBefore?.kind === 'sum' && found[0]?.kind === 'sum' && goesOn(segment)) parts.splice(-1, 1, ...found)
    else parts.push(...found)
  }
  if (parts.length === 0) return toSearches(text, unread)
  const isLines = text.includes('\n')
  return [...parts, ...unread.filter((segment) => !isLines || asksSomething(segment)).map(toSearchOrDoubt)]
}

/** "Multiply that by 7", after a sum in the same message, replaces it by the longer one. */
const goesOn = (segment: string): boolean => (parseSums(segment, true) ?? []).some(mentionsPrevious)

function readPart(text: string, before: Expression | undefined): Part[] | undefined {
  const places = readTimeQuestion(text)
  if (places) return places.map((place) => ({ kind: 'time', place }))
  const sums = parseSums(text, before !== undefined)
  if (sums) return sums.map((expression) => ({ kind: 'sum', expression: before ? withPrevious(expression, before) : expression }))
  const problem = readWordProblem(text)
  return problem && [{ kind: 'sum', ...problem }]
}

/** Several questions that no sum answers: each is looked up; sentences without a question mark belong to one. */
function toSearches(text: string, segments: string[]): Part[] {
  const unclear = unclearSum(text)
  if (unclear) return [{ kind: 'talk', answer: unclear }]
  const marked = segments.filter((segment) => segment.endsWith('?'))
  const questions = text.includes('\n') ? segments.filter(asksSomething) : marked
  if (questions.length > 1) return questions.slice(0, 3).map(toSearch)
  const [only = text] = questions
  return [toSearch(toQuery(only).split(' ').length > 1 ? only : text)]
}

function toSearchOrDoubt(segment: string): Part {
  const unclear = unclearSum(segment)
  return unclear ? { kind: 'talk', answer: unclear } : toSearch(segment)
}

const asksAbout =
  /^\W*(?:and\s+|but\s+|ok(?:ay)?,?\s+|now\s+)*(?:what|how)\s+about\s|^\W*(?:and|or)\s+(?:in\s|for\s|at\s|\d+(?:\.\d+)?\s?(?:%|percent))/i

/** "what about Lisbon?", "what about 20%?", "tell me more": understood from the question before. */
function followUp(
  text: string,
  before: { question: string; answer: string },
  history: Conversation['history'],
): Part[] | undefined {
  const isAbout = asksAbout.test(text.slice(0, 60))
  const more = moreAbout(text, history)
  if (more) return [toSearch(more)]
  if (!isAbout || history.length > maxLookBack * 10) return undefined
  const [earlier] = plan({ question: before.question, history: history.slice(-maxLookBack, -1) })
  if (earlier?.kind === 'time') return readPlaces(text)?.map((place) => ({ kind: 'time', place }))
  const percent = withNewPercent(text, before.question)
  return percent === undefined ? undefined : read(percent, undefined)
}

/** The number an earlier answer gave, with its unit: the last one in bold. */
function lastNumber(answer: string): Expression | undefined {
  const bold = [...answer.slice(0, maxChars).matchAll(/\*\*([^*\n]{1,200})\*\*/g)].map(([, words = '']) => words)
  const short = answer.length < 60 ? [answer] : []
  for (const words of [...bold.toReversed(), ...short]) {
    if (words.includes('…')) return undefined
    const found =
      /^(?:about )?(?<sign>[-−]?)(?<currency>[$£€¥₹]?)(?<digits>\d[\d,]*(?:\.\d+)?)(?!\d*:)(?<after>\s\p{L}+|%|)/iu.exec(
        words,
      )?.groups
    const digits = `${found?.['sign'] ? '-' : ''}${found?.['digits']?.replaceAll(',', '') ?? ''}`
    if (found && isDecimal(digits)) return number(digits, unitFrom(found['currency'], found['after'], words))
  }
  return undefined
}

function unitFrom(currency: string | undefined, after: string | undefined, words: string): { unit?: Unit } {
  if (currency) return { unit: { before: currency } }
  return after && words.trim().endsWith(after) && after !== '%' ? { unit: { after } } : {}
}
