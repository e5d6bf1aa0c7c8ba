import type { Language } from '@/lib/agent/tools/search/language'
import type { Lookup } from './lookup'
import type { SumClause } from './read-sum'
import { say } from './words'

/** One thing that was asked. A sum is text for the parser; what is said needs no tool; `of` is looked up for the place that it names. */
export type Part =
  | { kind: 'sum'; text: string; language: Language }
  | { kind: 'time'; place: string; language: Language; of?: Lookup }
  | Lookup
  | { kind: 'said'; answer: string }

/** What a piece of a message was read as; of one that was not, `parts` is what is said about it. */
export type Clause = SumClause | { kind: 'parts'; parts: Part[] } | { kind: 'unread'; parts: Part[] }

type Sum = Part & { kind: 'sum' }

/**
 * Puts clauses together: what says "that" goes on from the one sum before it, or from the last answer. Where there is none, or more than
 * one, or something before it was not understood, it is refused.
 */
export function inChain(clauses: Clause[], lastAnswer: string | undefined, language: Language): Part[] {
  const said = (name: 'wordProblem' | 'nothingBefore' | 'roundedBefore'): Part => ({ kind: 'said', answer: say(language, name) })
  let parts: Part[] = []
  let sums: Sum[] = []
  /** A number that a chain begins with. One with which nothing is done may mean anything: "3 and 1/2 plus 2". */
  let start: string | undefined
  let isBroken = false
  for (const clause of clauses) {
    const goesOn = clause.kind === 'sum' && thatName.test(clause.text)
    if (start !== undefined && !goesOn) return [said('wordProblem')]
    const [first, second] = sums
    if (clause.kind === 'number') start = clause.text
    else if (clause.kind === 'parts' || clause.kind === 'unread') {
      parts.push(...clause.parts)
      isBroken ||= clause.kind === 'unread'
    } else if (clause.kind === 'refused') {
      parts.push({ kind: 'said', answer: clause.answer })
      isBroken = true
    } else if (clause.kind === 'combine') {
      if (!first || !second || isBroken || (clause.count ?? sums.length) !== sums.length) return [...parts, said('nothingBefore')]
      first.text = sums.map(({ text }) => `(${text})`).join(` ${clause.sign} `)
      parts = parts.filter((part) => part === first || part.kind !== 'sum')
      sums = [first]
    } else {
      const isOn = goesOn && start === undefined && first !== undefined
      const before = start ?? (second ? undefined : (first?.text ?? numberIn(lastAnswer)))
      const text = !goesOn ? clause.text : isBroken || before === undefined ? undefined : putIn(clause.text, before)
      if (text === undefined)
        return [...parts, said(parts.length === 0 && isRounded(lastAnswer) ? 'roundedBefore' : 'nothingBefore')]
      const sum = isOn ? first : { ...clause, text }
      sum.text = text
      if (!isOn) sums.push(sum)
      if (!isOn) parts.push(sum)
      start = undefined
    }
  }
  return start !== undefined && parts.length > 0 ? [said('wordProblem')] : parts
}

const thatName = /\bthat\b/
/** Longer than a sum may be. */
const maxChars = 20_000

/** The sum with what was before it in brackets; `undefined` where it becomes too long. */
function putIn(text: string, before: string): string | undefined {
  const pieces = text.split(thatName)
  return pieces.length * before.length > maxChars ? undefined : pieces.join(`(${before})`)
}

/** The one number that an answer of ours gave, unless it was rounded or shortened. */
const numberIn = (answer = ''): string | undefined =>
  /^(?:[^*]{0,200} is )?\*\*(−?\d[\d,]*(?:\.\d+)?)\*\*(?: is the result: [^*]*|)\.$/
    .exec(answer)?.[1]
    ?.replaceAll(',', '')
    .replace('−', '-')

const isRounded = (answer = ''): boolean => /^[^*]*\*\*(?:about |[^*]*…)[^*]*\*\*[^*]*$/i.test(answer.slice(0, 4_000))
