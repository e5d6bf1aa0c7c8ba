import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { constants, functions } from '@/lib/agent/tools/expression-operations'
import { parseExpression } from '@/lib/agent/tools/expression-parser'
import { inPlainDigits } from '@/lib/agent/tools/expression-tokens'
import type { Language } from '@/lib/agent/tools/search/language'
import { numberWords, signsOfWords, sumOrders } from './english-sums'
import { languages, patternsOf, say } from './words'

/** One clause of a message, read as a sum. In `text`, which is for the parser, the name `that` stands for a result before it. */
export type SumClause =
  | { kind: 'sum'; text: string; language: Language }
  /** A number alone, with which a chain may begin: "Take 100." */
  | { kind: 'number'; text: string }
  /** "Add the two results"; `count` where it is said. */
  | { kind: 'combine'; sign: '+' | '*'; count: number | undefined }
  /** A sum, but not one that can be worked out; the sentence says why. */
  | { kind: 'refused'; answer: string }

/** Reads one clause. `undefined` where a word of it is not understood. `inChain` is true after another sum. */
export function readSum(given: string, inChain: boolean): SumClause | undefined {
  const plain = inPlainDigits(given).trim()
  if (plain.length > maxChars) return undefined
  const { text: sum, language } = readForeign(plain) ?? { text: inSigns(withoutAsking(plain, 'en')), language: 'en' as const }
  const [, verb, count] = combination.exec(sum) ?? []
  if (verb) return { kind: 'combine', sign: /multiply/i.test(verb) ? '*' : '+', count: count ? Number(count) : undefined }
  const text = inOrder(sum, inChain)
    .replace(/\bminus\b/gi, '-')
    .toLowerCase()
  if (!/\d/.test(text) || /\p{L}/u.test(text.replace(knownWord, ''))) return undefined
  const isBare = bareNumbers.test(text) && !asksForSum.test(given) && language === 'en'
  const refused = isBare ? noSum : refusals.find(([pattern]) => pattern.test(text))
  if (refused) return { kind: 'refused', answer: say(language, refused[1], { text: shortened(text) }) }
  try {
    const { expression, operations, names } = parseExpression(text)
    // "3x + 2" has an x that is no sign.
    if (names.has('x')) return undefined
    if (expression.type === 'number') return { kind: 'number', text }
    return operations === 0 ? undefined : { kind: 'sum', text, language }
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error
    return unreadable.test(text) ? { kind: 'refused', answer: say(language, 'unreadable', { reason: error.message }) } : undefined
  }
}

const maxChars = 20_000
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/** Whatever the parser knows, and "that". A function is known with its bracket only; x is a sign. */
const knownWord = new RegExp(
  String.raw`(?<!\p{L})(?:0x[\da-f]+|0[bo]\d+|(?:${[...functions.keys()].join('|')})(?=\s*\()|${[...constants.keys()].join('|')}|π|that|mod|of|to|x)(?!\p{L})`,
  'giu',
)
/** Nothing but numbers and signs, one sign at least: all the rest is no sum that could not be read, but no sum. */
const unreadable = /^(?=.*[-+*/^√!%()−–×÷·:])[\p{L}\d\s.,:()+*/^√∛!%°×÷·−–-]*$/su

/**
 * Dates, times, versions, phone numbers, scores and ranges are not to be worked out: a day with its month and year, three digits with four,
 * three groups with one of three digits or more, a colon, a long dash, a number that begins with a zero.
 */
const noSum = [
  new RegExp(
    [
      /(?<![\d.,*/^+-])(?:\d{4}([-–/.])\d{1,2}\1\d{1,2}|\d{1,2}([-–/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\d*^])/,
      /\d+(?:\.\d+){2,}/,
      /(?<![\d.,*/^+-])(?:\d+[-–])+\d{3,}(?:[-–]\d+)+|(?<![\d.,*/^+-])\d{3,}(?:[-–]\d+){2,}|(?<![\d.,*/^+-])\d+(?:[-–]\d+)+[-–]\d{3,}/,
      /(?<![\d.,])\d{3}[-–]\d{4}(?!\d)|\d\s?:\s?\d|\d–\d|(?<![\d.,a-z])0\d|^(?:that )?\+\d+\s+[\d(]|^(?:9\/11|24\/7)$/,
    ]
      .map(({ source }) => source)
      .join('|'),
  ),
  'noSum',
] as const
/** Whole numbers with dashes between, or three with strokes, and no spaces: a sum only where one is asked for. */
const bareNumbers = /^\d+(?:[-–]\d+)+$|^\d{1,2}\/\d{1,2}\/\d+$/
const asksForSum = /what|how much|calculate|compute|work|figure|evaluate|solve|[=?]/i
const refusals = [
  noSum,
  // With one number "log" is to the base 10 for some and to the base e for others.
  [/\blog\s*\((?![^(),]+,[^(),]+\))/, 'oneLog'],
  [/\b(?:sin|cos|tan)\s*\((?![^()]*(?:deg|rad|pi|tau|°))/, 'oneAngle'],
] as const

/** The sum in "What is 2 + 2, please?". */
const withoutAsking = (given: string, language: Language): string =>
  given.replace(patternsOf(language).sum.asks, '').replace(patternsOf(language).sum.ends, '')

/**
 * A sum in the words of another language than English, in signs. A point or a comma in its numbers may mean thousands or decimals there,
 * so that with one it is not read.
 */
function readForeign(given: string): { text: string; language: Language } | undefined {
  if (given.length > 300 || !/\p{L}/u.test(given) || /\d[.,]\d/.test(given)) return undefined
  for (const language of languages) {
    const { signs } = patternsOf(language).sum
    const text = signs.reduce((all, [sign, words]) => all.replace(words, ` ${sign} `), withoutAsking(given, language)).trim()
    if (/\d/.test(text) && !/\p{L}/u.test(text.replaceAll('% of', ''))) return language === 'en' ? undefined : { text, language }
  }
  return undefined
}

const numbers = numberWords.map((word, n) => [new RegExp(`(?<![\\p{L}\\d-])${word}(?![\\p{L}\\d-])`, 'giu'), `${n}`] as const)

/** English words as digits and signs. A word that is not there is not understood, and leaves nothing to be worked out. */
const inSigns = (text: string): string =>
  [...numbers, ...signsOfWords].reduce((all, [words, sign]) => all.replace(words, sign), text).trim()

/** "Add the two results", "multiply them together". */
const combination =
  /^(add|sum|multiply)(?: up)? (?:all (?:of )?|both (?:of )?)?(?:them|those|these|both|(?:the |those |these )?(?:(\d) )?(?:results|answers|totals|sums|products))(?: together| up)?$/i

/** One number or bracket: the last one of "multiply by 3 plus 4" could go on with the product. */
const one = String.raw`(?:-?[√∛]?\d+(?:,\d{3})*(?:\.\d+)?(?:e\d+)?(?:\s?%|\^\d+)?|that|\([^()]*\))`
const separator = String.raw`(?:\s?,\s(?:and\s)?|\sand\s)`
const orders = sumOrders.map(([words, write]) => {
  const source = words
    .replace(/\{([xy])\}/g, `(?<$1>${one})`)
    .replace('{list}', `(?<list>${one}(?:${separator}${one})+)`)
    .replace('{all}', '(?<all>.+?)')
  return { pattern: new RegExp(`^${source}$`, 'is'), write }
})

/** Sums whose words come in another order than their signs: "subtract 4 from 10", "divide it by 3", "the sum of 3 and 4". */
function inOrder(text: string, inChain: boolean): string {
  for (const { pattern, write } of orders) {
    const { list, ...values } = pattern.exec(text)?.groups ?? {}
    if (list === undefined) {
      if (values['x'] ?? values['all']) return fill(write, values)
      continue
    }
    // "The sum of 2 and 3 squared" may be 11 or 25, and "then add 2 and 3" may go on with both or begin anew.
    const isUnclear = /\^\d+$/.test(list) && !/\^\d+\b.*\^/.test(list)
    if (!inChain && !isUnclear) return fill(write, values, list)
  }
  return text
}

function fill(write: string, values: Record<string, string | undefined>, list = ''): string {
  const items = list.split(new RegExp(separator, 'i')).map((item) => `(${item})`)
  return write.replace(/\{([^}]+)\}/g, (_, name: string) => {
    if (name === 'count') return `${items.length}`
    return values[name] ?? items.join(` ${name.at(-1)} `)
  })
}
