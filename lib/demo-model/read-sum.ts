import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Exact } from '@/lib/agent/tools/exact-number'
import { constants, functions } from '@/lib/agent/tools/expression-operations'
import { type Expression, parseExpression } from '@/lib/agent/tools/expression-parser'
import { inPlainDigits } from '@/lib/agent/tools/expression-tokens'
import type { Language } from '@/lib/agent/tools/search/language'
import english from './english-sums.json'
import { whyNoSum } from './not-a-sum'
import { languages, sourceOf, toPattern, wordsOf } from './words'

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
  const foreign = readForeign(plain)
  const sum = inSigns(foreign?.text ?? withoutAsking(plain, 'en'))
  if (sum === '' || sum.length > 20_000) return undefined
  const [, verb, count] = combination.exec(sum) ?? []
  if (verb) return { kind: 'combine', sign: /multiply/i.test(verb) ? '*' : '+', count: count ? Number(count) : undefined }
  const text = inOrder(sum, inChain).replace(/\bminus\b/gi, '-')
  const isAsked = foreign !== undefined || /what|how much|calculate|compute|work|figure|evaluate|solve|=/i.test(given)
  const why = /\p{L}/u.test(text.replace(knownWord, '')) ? undefined : whyNoSum(text, isAsked)
  if (why) return /\d/.test(text) ? { kind: 'refused', answer: why } : undefined
  return parse(text, foreign?.language ?? 'en')
}

/** The sum in "What is 2 + 2, please?". Nobody is politer than twenty phrases. */
function withoutAsking(given: string, language: Language): string {
  const { asks, ends } = wordsOf(language).sum
  const around = [
    new RegExp(`^(?:${sourceOf(asks)})[\\s,:]*`, 'iu'),
    new RegExp(`(?<![\\s,])[\\s,]*(?:(?:${sourceOf(ends)})\\s*!?|(?<![?=.？。])[?=.？。]+)\\s*$`, 'iu'),
  ]
  let text = given.replace(/^[=¿]\s*/, '')
  for (const pattern of around)
    for (let count = 0, last = ''; count < 20 && text !== last; count += 1) {
      last = text
      text = text.replace(pattern, '')
    }
  return text
}

/**
 * A sum in the words of another language than English, in signs. A point or a comma in its numbers may mean thousands or decimals there,
 * so that with one it is not read.
 */
function readForeign(given: string): { text: string; language: Language } | undefined {
  if (given.length > 300 || !/\p{L}/u.test(given) || /\d[.,]\d/.test(given)) return undefined
  for (const language of languages) {
    const signs = Object.entries(wordsOf(language).sum.signs)
    const text = signs.reduce(
      (all, [sign, list]) => all.replace(toPattern(list, 'giu'), ` ${sign} `),
      withoutAsking(given, language),
    )
    if (/\d/.test(text) && !/\p{L}/u.test(text.replaceAll('% of', '')))
      return language === 'en' ? undefined : { text: text.trim(), language }
  }
  return undefined
}

const scales = english.scales.split(' ')
const scaled = new RegExp(`(\\d[\\d,]*(?:\\.\\d+)?) (${scales.join('|')})\\b`, 'gi')
const [numbers, signs] = [english.numbers, english.signs].map((words) =>
  words.map(([word = '', sign = '']) => [new RegExp(word, 'giu'), sign] as const),
)

/** English words as digits and signs. A word that is not there is not understood, and leaves nothing to be worked out. */
function inSigns(text: string): string {
  const replaceAll = (given: string, words = signs) =>
    words?.reduce((all, [word, sign]) => all.replace(word, sign), given) ?? given
  const inDigits = replaceAll(text, numbers).replace(scaled, (_, number: string, scale: string) =>
    new Exact(number.replaceAll(',', '')).times(`1e${3 * (scales.indexOf(scale.toLowerCase()) + 1)}`).toFixed(),
  )
  return replaceAll(inDigits).trim()
}

/** "Add the two results", "multiply them together". */
const combination =
  /^(add|sum|multiply)(?: up)? (?:all (?:of )?|both (?:of )?)?(?:them|those|these|both|(?:the |those |these )?(?:(\d) )?(?:results|answers|totals|sums|products))(?: together| up)?$/i

const orders = english.orders.map(([words = '', write = '', inChain = write]) => ({
  pattern: new RegExp(`^${words.replace(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 'is'),
  write,
  inChain,
}))

/** Sums whose words come in another order than their signs: "subtract 4 from 10", "divide it by 3", "the sum of 3 and 4". */
function inOrder(text: string, inChain: boolean): string {
  for (const order of orders) {
    const written = order.pattern.exec(text)?.groups
    const filled = written && fill(inChain ? order.inChain : order.write, written)
    if (filled) return filled
  }
  return text
}

/**
 * The signs of an order with its numbers put in; `undefined` where these are no numbers. The last operand has to be one number or
 * bracket: that of "multiply by 3 plus 4" could go on with the product.
 */
function fill(
  write: string,
  { x = '', y = '', list = '', all = '', places = '' }: Partial<Record<string, string>>,
): string | undefined {
  const items = list.split(/\s*,\s+(?:and\s+)?|\s+and\s+/i)
  if (list && (items.length < 2 || !items.every((item) => /\d/.test(item) && isOne(item)))) return undefined
  if (x && !isOne(y || x)) return undefined
  const isDifference = write.includes('{larger}')
  if (isDifference && !(/^\d[\d.]*$/.test(x) && /^\d[\d.]*$/.test(y))) return undefined
  const [smaller, larger] = isDifference && new Exact(x).lt(y) ? [x, y] : [y, x]
  const joined = (sign: string) => items.map((item) => `(${item})`).join(` ${sign} `)
  const values: Record<string, string> = {
    x: part(x),
    y: part(y),
    all,
    places,
    smaller,
    larger,
    count: `${items.length}`,
    'list+': joined('+'),
    'list*': joined('*'),
  }
  return write.replace(/\{([\w+*]+)\}/g, (_, name: string) => values[name] ?? '')
}

/** One number, sign or bracket. */
const isOne = (text: string): boolean => /^[√∛]?\s?[^\s,]+(?:,\d{3})*\s?%?$|^\([^()]*\)$/.test(text.replace(/^-\s/, '-'))

/** A percentage stays as it is, so that it is of what stands before it. */
const part = (text: string): string => (/^[\d.]+\s*%$/.test(text) ? text : `(${text})`)

/** Whatever the parser knows, and "that". */
const names = new Map(
  [...functions.keys(), ...constants.keys(), 'that', 'mod', 'of', 'to'].map((name) => [name.toLowerCase(), name]),
)
const knownWord = new RegExp(String.raw`(?<!\p{L})(?:${[...names.keys()].join('|')}|[ex])(?!\p{L})`, 'giu')

function parse(written: string, language: Language): SumClause | undefined {
  const text = written.replace(/(?<![\p{L}\d.])\p{L}[\p{L}\d_]*/gu, (word) => names.get(word.toLowerCase()) ?? word)
  try {
    const { expression, operations, names: used } = parseExpression(text)
    if ([...used].some((name) => !isKnown(name, text))) return undefined
    const unclear = operations > 300 ? undefined : whyUnclear(expression)
    if (unclear) return { kind: 'refused', answer: unclear }
    if (expression.type === 'number') return { kind: 'number', text }
    return operations === 0 && text !== 'pi' ? undefined : { kind: 'sum', text, language }
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error
    const isSum =
      /\d/.test(text) && /[-+*/^√!%()−×÷·]/.test(text) && /^[\d\s.,()+*/^√!%°×÷·−–-]*$/.test(text.replace(knownWord, ''))
    return isSum ? { kind: 'refused', answer: `I cannot read this sum. ${error.message}` } : undefined
  }
}

/** A function is known with its brackets only. */
const isKnown = (name: string, text: string): boolean =>
  name === 'that' || constants.has(name) || (functions.has(name) && !new RegExp(`\\b${name}\\b(?!\\s*\\()`).test(text))

/** What two people would read in two ways. */
function whyUnclear(sum: Expression): string | undefined {
  if (sum.type === 'number' || sum.type === 'name') return undefined
  if (sum.name === 'log' && sum.args.length === 1) return '“log” is read in two ways: write log10(100), ln(100) or log(8, 2).'
  if (/^(?:sin|cos|tan)$/.test(sum.name) && !sum.args.some(hasAngle))
    return `An angle is in degrees or in radians: write ${sum.name}(30 deg) or ${sum.name}(30 rad).`
  return sum.args.map(whyUnclear).find((answer) => answer !== undefined)
}

const hasAngle = (sum: Expression): boolean =>
  sum.type === 'name' ? /^(?:deg|rad|pi|tau)/.test(sum.name) : sum.type !== 'number' && sum.args.some(hasAngle)
