import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Exact } from '@/lib/agent/tools/exact-number'
import { constants, functions } from '@/lib/agent/tools/expression-operations'
import { type Expression, type ParsedExpression, parseExpression } from '@/lib/agent/tools/expression-parser'
import { inPlainDigits } from '@/lib/agent/tools/expression-tokens'
import { whyNoSum } from './not-a-sum'
import { readNumberWords, smallNumber } from './number-words'

/** One step of what was asked, as text for the parser. The name `that` in it stands for the result before. */
export type Clause =
  | { kind: 'sum'; text: string; usesThat: boolean }
  /** A number alone, which begins a chain: "Take 100." */
  | { kind: 'start'; text: string }
  /** "Add the two results". */
  | { kind: 'combine'; sign: '+' | '*'; count: number | undefined }
  /** A sum, but not one that can be worked out; the sentence says why. */
  | { kind: 'refused'; answer: string }

/** Reads one clause as a sum. `undefined` where a word of it is not understood. `inChain` is true after a sum before it. */
export function readClause(given: string, inChain: boolean): Clause | undefined {
  const { text, asked } = withoutAsking(inPlainDigits(given).trim())
  if (!/\d|that\b|\bit\b|\bpi\b|π|\b[a-z]/i.test(text) || text.length > 20_000) return undefined
  const { text: whole, places } = withoutRounding(inSigns(text))
  const combined = combination.exec(whole)?.groups
  if (combined) {
    const count = combined['count'] ?? (/ both/i.test(whole) ? '2' : undefined)
    return {
      kind: 'combine',
      sign: combined['verb']?.toLowerCase() === 'multiply' ? '*' : '+',
      count: count ? Number(count) : undefined,
    }
  }
  if (isOneOrMore.test(text)) return undefined
  const sum = (inOrder(whole, inChain) ?? whole).replace(/\bminus\b/gi, '-')
  const no = /\p{L}/u.test(sum.replace(knownWord, '')) ? undefined : whyNoSum(sum, asked || places !== undefined)
  if (no) return /\d/.test(sum) ? { kind: 'refused', answer: no } : undefined
  return toClause(places === undefined ? sum : `round(${sum}, ${places})`)
}

/** "Add the two results", "multiply them together". */
const combination =
  /^(?<verb>add|sum|multiply)(?: up)? (?:all (?:of )?|both (?:of )?)?(?:them|those|these|both|(?:the |those |these )?(?:(?<count>\d) )?(?:results|answers|totals|sums|products))(?: together| up)?$/i

/** Parses a clause once more, whole. Its words are known by then. */
export const parseSum = (text: string): ParsedExpression => parseExpression(text)

const knownNames = new Map(
  [...functions.keys(), ...constants.keys(), 'that', 'mod', 'of', 'to'].map((name) => [name.toLowerCase(), name]),
)
const knownWord = new RegExp(String.raw`(?<![\p{L}])(?:${[...knownNames.keys()].join('|')}|[ex])(?![\p{L}])`, 'giu')

function toClause(written: string): Clause | undefined {
  const text = written.replace(/(?<![\p{L}\d.])\p{L}[\p{L}\d_]*/gu, (word) => knownNames.get(word.toLowerCase()) ?? word)
  try {
    const { expression, operations, names } = parseExpression(text)
    if ([...names].some((name) => !isKnown(name, text))) return undefined
    const unclear = operations > 300 ? undefined : unclearCall(expression)
    if (unclear) return { kind: 'refused', answer: unclear }
    if (expression.type === 'number') return { kind: 'start', text }
    if (operations === 0 && text !== 'pi') return undefined
    return { kind: 'sum', text, usesThat: names.has('that') }
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error
    const isSum =
      /\d/.test(text) && /[-+*/^√!%()−×÷·]/.test(text) && !/[^\d\s.,()+*/^√!%°×÷·−–-]/u.test(text.replace(knownWord, ''))
    return isSum ? { kind: 'refused', answer: `I cannot read this sum. ${error.message}` } : undefined
  }
}

/** A function is known with its brackets only. */
const isKnown = (name: string, text: string): boolean =>
  name === 'that' || constants.has(name) || (functions.has(name) && !new RegExp(`\\b${name}\\b(?!\\s*\\()`).test(text))

/** What two people would read in two ways. */
function unclearCall(expression: Expression): string | undefined {
  if (expression.type === 'number' || expression.type === 'name') return undefined
  if (expression.type === 'call') {
    const { name, args } = expression
    if (name === 'log' && args.length === 1) return '“log” is read in two ways: write log10(100), ln(100) or log(8, 2).'
    if (/^(?:sin|cos|tan)$/.test(name) && !args.some(hasUnit))
      return `An angle is in degrees or in radians: write ${name}(30 deg) or ${name}(30 rad).`
  }
  return expression.args.map(unclearCall).find((answer) => answer !== undefined)
}

const hasUnit = (expression: Expression): boolean =>
  expression.type === 'name'
    ? /^(?:deg|rad|pi|tau)/.test(expression.name)
    : expression.type !== 'number' && expression.args.some(hasUnit)

const before =
  /^(?:hi|hello|hey|please|ok|okay|now|so|and|but|then|also|next|finally|first|can you|could you|would you|will you|tell me|give me|show me|what do i get if i|what do you get if you|what(?:['’]?s| is| are| does)?|how much (?:is|are)|calculate|compute|work out|figure out|evaluate|find|solve|the (?:result|value) of|let['’]?s)\b[\s,:]*/i
const after =
  /(?<![\s,])[\s,]*(?:\b(?:please|thanks|thank you|for me|now|at once|separately|in parallel|in total|altogether|equals?|make|come to)\s*!?|(?<![?=.])[?=.]+)\s*$/i

/** Nobody is politer than that, and a message of nothing else takes no time. */
const maxPhrases = 20

/** The sum in "What is 2 + 2, please?", and whether it was asked for in words or by "=". */
function withoutAsking(given: string): { text: string; asked: boolean } {
  let text = given.replace(/^=\s*/, '')
  for (const around of [before, after])
    for (let count = 0, last = ''; count < maxPhrases && text !== last; count += 1) {
      last = text
      text = text.replace(around, '')
    }
  const asked = /what|how much|calculate|compute|work|figure|evaluate|solve|=/i.test(given)
  return { text, asked }
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')
const phrases: [RegExp, string | ((all: string, word: string) => string)][] = [
  [/\bto the (?:power of|power)\b|\braised to\b/gi, '^'],
  [/\bto the (\d{1,4})(?:st|nd|rd|th)\b(?: power)?/gi, '^ $1'],
  [
    new RegExp(`\\bto the (${ordinals.slice(1).join('|')}) power\\b`, 'gi'),
    (_all, word) => `^ ${ordinals.indexOf(word.toLowerCase()) + 1}`,
  ],
  [/\bmultiplied by\b|\btimes\b/gi, '*'],
  [/\bdivided by\b|\bover\b/gi, '/'],
  [/\bplus\b|\badded to\b/gi, '+'],
  [/\s*\bsquared\b/gi, '^2'],
  [/\s*\bcubed\b/gi, '^3'],
  [/\s*\bper ?cent\b/gi, '%'],
  [/\b(?:the )?square root of\b/gi, '√'],
  [/\b(?:the )?cube root of\b/gi, '∛'],
  [/\bmodulo\b/gi, 'mod'],
  [/(?<=\d) factorial\b/gi, '!'],
  [
    /\b(?:the )?(?:(?:last|previous) )?(?:result|answer|total)\b|\bthe (?:sum|product|difference)(?! of\b| between\b)\b|\b(?:it|this|ans)\b/gi,
    'that',
  ],
  [/(\d[\d,]*(?:\.\d+)?) (thousand|million|billion|trillion)\b/gi, scaled],
  [/\bthe (?=√|∛|sum|product|average|mean|difference|number)/gi, ''],
]

function inSigns(text: string): string {
  return phrases.reduce((all, [pattern, sign]) => all.replace(pattern, sign as string), readNumberWords(text)).trim()
}

/** "1.5 million" in digits. */
function scaled(all: string): string {
  const [digits = '', word = ''] = all.split(' ')
  const zeros = { thousand: 3, million: 6, billion: 9, trillion: 12 }[word.toLowerCase()] ?? 0
  return new Exact(digits.replaceAll(',', '')).times(`1e${zeros}`).toFixed()
}

/** "22/7 to four decimals" is 22/7 and 4. */
function withoutRounding(text: string): { text: string; places: number | undefined } {
  const found =
    /^(?:round )?(?<sum>.+?),?\s+(?:(?:rounded|round|correct|accurate)\s+)?(?:to|with)\s+(?:(?<count>\d{1,2}|\p{L}+)\s+(?:decimals?|decimal places?|places|digits after the (?:decimal )?point)|the nearest (?:whole number|integer))$/iu.exec(
      text,
    )?.groups
  const places = found?.['count'] === undefined ? 0 : smallNumber(found['count'])
  return found?.['sum'] && places !== undefined && places <= 10 ? { text: found['sum'], places } : { text, places: undefined }
}

const listComma = /\s*,\s+(?:and\s+)?|\s+and\s+/i
const listOf = (text: string): string[] | undefined => {
  const items = text.split(listComma)
  return items.length > 1 && items.every((item) => /\d/.test(item) && isOne(item)) ? items.map((item) => `(${item})`) : undefined
}
/** A percentage stays as it is, so that it is of what stands before it. */
const part = (text = ''): string => (/^[\d.]+\s*%$/.test(text) ? text : `(${text})`)

/** "Multiply one hundred and five" has one number or two. */
const isOneOrMore = /^(?:add|multiply|sum|product|average|mean|total)\b.*\b(?:hundred|thousand|[mb]illion) and\b/i

/** Sums whose words come in another order than their signs: "subtract 4 from 10", "divide it by 3", "the sum of 3 and 4". */
function inOrder(text: string, inChain: boolean): string | undefined {
  for (const [pattern, write] of orders) {
    const match = pattern.exec(text)
    const written = match && write(match[1] ?? '', match[2] ?? '', inChain)
    if (written) return written
  }
  return undefined
}

/** The last operand of a verb has to be one: "multiply by 3 plus 4" could go on with the product. */
type Order = [RegExp, (x: string, y: string, inChain: boolean) => string | undefined]
const verb = (words: string, write: (x: string, y: string) => string): Order => [
  new RegExp(`^${words}$`, 'i'),
  (x, y) => (isOne(y || x) ? write(part(x), part(y)) : undefined),
]
const isOne = (text: string): boolean => /^[√∛]?\s?[^\s,]+(?:,\d{3})*\s?%?$|^\([^()]*\)$/.test(text.replace(/^-\s/, '-'))

const orders: Order[] = [
  verb(String.raw`(?:take|subtract|deduct|take away)\s+(.+?)(?:\s+away)?\s+from\s+(.+)`, (x, y) => `${y} - ${x}`),
  [/^(?:take|start with|begin with|raise)\s+(?!away)(.+)$/i, (x) => (/\bby\b/.test(x) ? undefined : x)],
  verb(String.raw`add\s+(.+?)\s+to\s+(.+)`, (x, y) => `${y} + ${x}`),
  [/^add\s+(.+)$/i, (x, _y, inChain) => listOf(x) && [...(inChain ? ['that'] : []), ...(listOf(x) ?? [])].join(' + ')],
  verb(String.raw`add\s+(.+)`, (x) => `that + ${x}`),
  verb(String.raw`(?:subtract|deduct|take away)\s+(.+)`, (x) => `that - ${x}`),
  verb(String.raw`multiply\s+(?:by|with)\s+(.+)`, (x) => `that * ${x}`),
  verb(String.raw`multiply\s+(.+?)\s+(?:by|with)\s+(.+)`, (x, y) => `${x} * ${y}`),
  [/^multiply\s+(.+)$/i, (x, _y, inChain) => (inChain ? undefined : listOf(x)?.join(' * '))],
  verb(String.raw`divide\s+by\s+(.+)`, (x) => `that / ${x}`),
  verb(String.raw`divide\s+(.+?)\s+by\s+(.+)`, (x, y) => `${x} / ${y}`),
  verb(String.raw`(?:increase|raise)\s+(.+?)\s+by\s+(.+)`, (x, y) => `(${x}) + ${y}`),
  verb(String.raw`(?:decrease|reduce|lower)\s+(.+?)\s+by\s+(.+)`, (x, y) => `(${x}) - ${y}`),
  verb(String.raw`(?:double|twice)\s+(.+)`, (x) => `(${x}) * 2`),
  verb(String.raw`triple\s+(.+)`, (x) => `(${x}) * 3`),
  verb(String.raw`(?:halve|half of)\s+(.+)`, (x) => `(${x}) / 2`),
  verb(String.raw`(?:the )?square(?: of)?\s+(.+)`, (x) => `(${x})^2`),
  verb(String.raw`(?:the )?cube(?: of)?\s+(.+)`, (x) => `(${x})^3`),
  [/^(?:sum|total) of\s+(.+)$/i, (x) => listOf(x)?.join(' + ')],
  [/^product of\s+(.+)$/i, (x) => listOf(x)?.join(' * ')],
  [/^(?:average|mean) of\s+(.+)$/i, (x) => listOf(x) && `(${listOf(x)?.join(' + ')}) / ${listOf(x)?.length}`],
  [/^difference between\s+(\d[\d.]*)\s+and\s+(\d[\d.]*)$/i, (x, y) => (new Exact(x).lt(y) ? `${y} - ${x}` : `${x} - ${y}`)],
  verb(String.raw`([\d.]+\s?%)\s+off\s+(.+)`, (x, y) => `${y} - ${x}`),
  [/^([*/^+×÷].*)$/s, (x) => `that ${x}`],
  [/^minus\s+(.+)$/i, (x) => `that - ${x}`],
]
