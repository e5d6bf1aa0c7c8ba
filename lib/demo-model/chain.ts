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
type Sum = Part & { kind: 'sum' }

/** What a piece of a message was read as; of one that was not, `parts` is what is said about it. */
export type Clause = SumClause | { kind: 'parts' | 'unread'; parts: Part[] }

/** Longer than a sum may be. */
const maxChars = 20_000

/** Puts clauses together: what says "that" goes on from the one sum before it. Where there is none, or more, it is refused. */
export function inChain(clauses: Clause[], lastAnswer: string | undefined): Part[] {
  let parts: Part[] = []
  let sums: Sum[] = []
  /** A number that a chain begins with. One with which nothing is done may mean anything: "3 and 1/2 plus 2". */
  let start: string | undefined
  let isStray = false
  let isBroken = false

  const refuse = (answer = say('en', 'nothingBefore')) => {
    parts.push({ kind: 'said', answer })
    start = undefined
    isBroken = true
  }
  /** A sum of its own, or one that takes the place of those before it. */
  const put = (text: string, language: Language, isInPlace: boolean) => {
    const sum: Sum = { kind: 'sum', text, language }
    const [first] = sums
    parts =
      first && isInPlace
        ? parts.flatMap((part) => (part === first ? sum : sums.some((each) => each === part) ? [] : part))
        : [...parts, sum]
    sums = isInPlace ? [sum] : [...sums, sum]
  }
  const goOn = (text: string, language: Language) => {
    const isOne = !isBroken && (start !== undefined || sums.length < 2)
    const before = start ?? sums[0]?.text ?? numberIn(lastAnswer)
    if (!isOne || before === undefined)
      return refuse(isOne && isRoundedAnswer(lastAnswer) ? say('en', 'roundedBefore') : undefined)
    if ((text.match(/\bthat\b/g)?.length ?? 0) * before.length > maxChars) return refuse()
    put(
      text.replace(/\bthat\b/g, () => `(${before})`),
      language,
      start === undefined,
    )
    start = undefined
  }

  for (const clause of clauses) {
    switch (clause.kind) {
      case 'parts':
      case 'unread':
        parts.push(...clause.parts)
        isBroken ||= clause.kind === 'unread'
        break
      case 'refused':
        refuse(clause.answer)
        break
      case 'number':
        isStray ||= start !== undefined
        start = clause.text
        break
      case 'combine':
        if (isBroken || sums.length < 2 || (clause.count ?? sums.length) !== sums.length) refuse()
        else put(sums.map(({ text }) => `(${text})`).join(` ${clause.sign} `), 'en', true)
        break
      case 'sum':
        if (/\bthat\b/.test(clause.text)) goOn(clause.text, clause.language)
        else {
          isStray ||= start !== undefined
          put(clause.text, clause.language, false)
        }
    }
  }
  return isStray || (start !== undefined && parts.length > 0) ? [{ kind: 'said', answer: say('en', 'wordProblem') }] : parts
}

const boldIn = (answer = ''): string[] =>
  [...answer.slice(0, 4_000).matchAll(/\*\*([^*\n]{1,200})\*\*/g)].map(([, words = '']) => words)

const isRoundedAnswer = (answer: string | undefined): boolean => {
  const [only = '', ...others] = boldIn(answer)
  return others.length === 0 && /^about |…|\^/i.test(only)
}

/** The one number that an answer of ours gave, unless it was rounded or shortened. */
function numberIn(answer = ''): string | undefined {
  const [only = '', ...others] = boldIn(answer)
  const isOurs = /^\*\*[^*]+\*\* is the result: | is \*\*[^*]+\*\*\.$/s.test(answer)
  const isWhole = isOurs && others.length === 0 && /^−?\d[\d,]*(?:\.\d+)?$/.test(only)
  return isWhole ? only.replaceAll(',', '').replace('−', '-') : undefined
}
