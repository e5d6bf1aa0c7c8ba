import type { Lookup } from './lookup'
import type { SumClause } from './read-sum'
import { sayings } from './talk'

/** One thing that was asked. A sum is text for the parser; what is said needs no tool. */
export type Part =
  | { kind: 'sum'; text: string }
  | { kind: 'time'; place: string; of?: Lookup }
  | Lookup
  | { kind: 'said'; answer: string }

/** What a piece of a message was read as; of one that was not, `parts` is what is said about it. */
export type Clause = SumClause | { kind: 'parts' | 'unread'; parts: Part[] }

/** Longer than a sum may be. */
const maxChars = 20_000

/** Puts clauses together: what says "that" goes on from the one sum before it. Where there is none, or more, it is refused. */
export function inChain(clauses: Clause[], lastAnswer: string | undefined): Part[] {
  const parts: Part[] = []
  /** The sums of the message so far, and a number that a chain begins with. */
  let sums: (Part & { kind: 'sum' })[] = []
  let start: string | undefined
  let isBroken = false

  const refuse = (answer: string = sayings.nothingBefore) => {
    parts.push({ kind: 'said', answer })
    start = undefined
    isBroken = true
  }
  const put = (text: string, inPlaceOf: Part[] = []) => {
    if (text.length > maxChars) return refuse()
    const sum = { kind: 'sum', text } as const
    const at = parts.indexOf(inPlaceOf[0] ?? sum)
    parts.splice(at < 0 ? parts.length : at, at < 0 ? 0 : 1, sum)
    for (const each of inPlaceOf.slice(1)) parts.splice(parts.indexOf(each), 1)
    sums = [...sums.filter((each) => !inPlaceOf.includes(each)), sum]
  }
  const goOn = (text: string) => {
    const before = start ?? (sums.length === 0 ? numberIn(lastAnswer) : sums[0]?.text)
    if (isBroken || (start === undefined && sums.length > 1)) return refuse()
    if (before === undefined) return refuse(isRoundedAnswer(lastAnswer) ? sayings.roundedBefore : sayings.nothingBefore)
    const count = text.match(/\bthat\b/g)?.length ?? 0
    if (count * before.length > maxChars) return refuse()
    put(
      text.replace(/\bthat\b/g, () => `(${before})`),
      start === undefined ? sums : [],
    )
    start = undefined
  }
  /** A number with which nothing was done may mean anything: "3 and 1/2 plus 2". */
  let isStray = false

  for (const clause of clauses) {
    switch (clause.kind) {
      case 'parts':
        parts.push(...clause.parts)
        break
      case 'unread':
        parts.push(...clause.parts)
        isBroken = true
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
        else put(sums.map(({ text }) => `(${text})`).join(` ${clause.sign} `), sums)
        break
      case 'sum':
        if (/\bthat\b/.test(clause.text)) goOn(clause.text)
        else {
          isStray ||= start !== undefined
          put(clause.text)
        }
    }
  }
  return isStray || (start !== undefined && parts.length > 0) ? [{ kind: 'said', answer: sayings.wordProblem }] : parts
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
  const isOurs = /^\*\*[^*]+\*\* is the result: | is \*\*[^*]+\*\*\.(?: I read it as .*)?$/s.test(answer)
  if (others.length > 0 || !isOurs || !/^−?\d[\d,]*(?:\.\d+)?$/.test(only)) return undefined
  return only.replaceAll(',', '').replace('−', '-')
}
