import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Exact } from '@/lib/agent/tools/exact-number'
import { constants, functions } from '@/lib/agent/tools/expression-operations'
import { type Expression, parseExpression } from '@/lib/agent/tools/expression-parser'
import { inPlainDigits } from '@/lib/agent/tools/expression-tokens'
import { whyNoSum } from './not-a-sum'

/** One clause of a message, read as a sum. In `text`, which is for the parser, the name `that` stands for a result before it. */
export type SumClause =
  | { kind: 'sum'; text: string }
  /** A number alone, with which a chain may begin: "Take 100." */
  | { kind: 'number'; text: string }
  /** "Add the two results"; `count` where it is said. */
  | { kind: 'combine'; sign: '+' | '*'; count: number | undefined }
  /** A sum, but not one that can be worked out; the sentence says why. */
  | { kind: 'refused'; answer: string }

/** Reads one clause. `undefined` where a word of it is not understood. `inChain` is true after another sum. */
export function readSum(given: string, inChain: boolean): SumClause | undefined {
  const asked = /what|how much|calculate|compute|work|figure|evaluate|solve|=/i.test(given)
  const { sum, places } = withoutRounding(inSigns(withoutAsking(inPlainDigits(given).trim())))
  if (sum === '' || sum.length > 20_000) return undefined
  const [, verb, count] = combination.exec(sum) ?? []
  if (verb) return { kind: 'combine', sign: /multiply/i.test(verb) ? '*' : '+', count: count ? Number(count) : undefined }
  const text = inOrder(sum, inChain).replace(/\bminus\b/gi, '-')
  const why = /\p{L}/u.test(text.replace(knownWord, '')) ? undefined : whyNoSum(text, asked || places !== undefined)
  if (why) return /\d/.test(text) ? { kind: 'refused', answer: why } : undefined
  return parse(places === undefined ? text : `round(${text}, ${places})`)
}

/** Whatever the parser knows, and "that". */
const names = new Map(
  [...functions.keys(), ...constants.keys(), 'that', 'mod', 'of', 'to'].map((name) => [name.toLowerCase(), name]),
)
const knownWord = new RegExp(String.raw`(?<!\p{L})(?:${[...names.keys()].join('|')}|[ex])(?!\p{L})`, 'giu')

function parse(written: string): SumClause | undefined {
  const text = written.replace(/(?<![\p{L}\d.])\p{L}[\p{L}\d_]*/gu, (word) => names.get(word.toLowerCase()) ?? word)
  try {
    const { expression, operations, names: used } = parseExpression(text)
    if ([...used].some((name) => !isKnown(name, text))) return undefined
    const unclear = operations > 300 ? undefined : whyUnclear(expression)
    if (unclear) return { kind: 'refused', answer: unclear }
    if (expression.type === 'number') return { kind: 'number', text }
    return operations === 0 && text !== 'pi' ? undefined : { kind: 'sum', text }
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

const before =
  /^(?:hi|hello|hey|please|ok|okay|now|so|and|but|then|also|next|finally|first|can you|could you|would you|will you|tell me|give me|show me|what do i get if i|what do you get if you|what(?:['’]?s| is| are| does)?|how much (?:is|are)|calculate|compute|work out|figure out|evaluate|find|solve|the (?:result|value) of|let['’]?s)\b[\s,:]*/i
const after =
  /(?<![\s,])[\s,]*(?:\b(?:please|thanks|thank you|for me|now|at once|separately|in parallel|in total|altogether|equals?|make|come to)\s*!?|(?<![?=.])[?=.]+)\s*$/i

/** The sum in "What is 2 + 2, please?". Nobody is politer than twenty phrases. */
function withoutAsking(given: string): string {
  let text = given.replace(/^=\s*/, '')
  for (const around of [before, after])
    for (let count = 0, last = ''; count < 20 && text !== last; count += 1) {
      last = text
      text = text.replace(around, '')
    }
  return text
}

const counts = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const ordinals = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')
const scales = ['thousand', 'million', 'billion', 'trillion']

/** Words in place of signs. A word that is not here is not understood, and leaves nothing to be worked out. */
const phrases: [RegExp, string | ((all: string, word: string, scale: string) => string)][] = [
  [
    new RegExp(`(?<![\\p{L}\\d-])(?:${counts.join('|')})(?![\\p{L}\\d-])`, 'giu'),
    (word) => `${counts.indexOf(word.toLowerCase())}`,
  ],
  [
    new RegExp(`(\\d[\\d,]*(?:\\.\\d+)?) (${scales.join('|')})\\b`, 'gi'),
    (_, digits, scale) =>
      `${new Exact(digits.replaceAll(',', '')).times(`1e${3 * (scales.indexOf(scale.toLowerCase()) + 1)}`).toFixed()}`,
  ],
  [/\bto the (?:power of|power)\b|\braised to\b/gi, '^'],
  [/\bto the (\d{1,4})(?:st|nd|rd|th)\b(?: power)?/gi, '^ $1'],
  [new RegExp(`\\bto the (${ordinals.join('|')}) power\\b`, 'gi'), (_, word) => `^ ${ordinals.indexOf(word.toLowerCase())}`],
  [/\bmultiplied by\b|\btimes\b/gi, '*'],
  [/\bdivided by\b|\bover\b/gi, '/'],
  [/\bplus\b|\badded to\b/gi, '+'],
  [/\s*\bsquared\b/gi, '^2'],
  [/\s*\bcubed\b/gi, '^3'],
  [/\s*\bper ?cent\b/gi, '%'],
  [/\b(?:the )?square root of (\d[\d,.]*\d|\d)/gi, 'sqrt($1)'],
  [/\b(?:the )?cube root of (\d[\d,.]*\d|\d)/gi, 'cbrt($1)'],
  [/\b(?:the )?square root of\b\s*/gi, '√'],
  [/\bmodulo\b/gi, 'mod'],
  [/(?<=\d) factorial\b/gi, '!'],
  [
    /\b(?:the )?(?:(?:last|previous) )?(?:result|answer|total)\b|\bthe (?:sum|product|difference)(?! of\b| between\b)\b|\b(?:it|this|ans)\b/gi,
    'that',
  ],
  [/\bthe (?=√|∛|sum|product|average|mean|difference|number)/gi, ''],
]

const inSigns = (text: string): string =>
  phrases.reduce((all, [pattern, sign]) => all.replace(pattern, sign as string), text).trim()

/** "22/7 to four decimals" is 22/7 and 4. */
function withoutRounding(text: string): { sum: string; places?: number } {
  const [, sum, count = '0'] =
    /^(?:round )?(.+?),? (?:(?:rounded|correct) )?to (?:(\d{1,2}) (?:decimals?|decimal places?|places)|the nearest (?:whole number|integer))$/i.exec(
      text,
    ) ?? []
  return sum && Number(count) <= 10 ? { sum, places: Number(count) } : { sum: text }
}

/** "Add the two results", "multiply them together". */
const combination =
  /^(add|sum|multiply)(?: up)? (?:all (?:of )?|both (?:of )?)?(?:them|those|these|both|(?:the |those |these )?(?:(\d) )?(?:results|answers|totals|sums|products))(?: together| up)?$/i

/** One number, sign or bracket: the last operand of "multiply by 3 plus 4" could go on with the product. */
const isOne = (text: string): boolean => /^[√∛]?\s?[^\s,]+(?:,\d{3})*\s?%?$|^\([^()]*\)$/.test(text.replace(/^-\s/, '-'))

/** A percentage stays as it is, so that it is of what stands before it. */
const part = (text: string): string => (/^[\d.]+\s*%$/.test(text) ? text : `(${text})`)

const listOf = (text: string): string[] | undefined => {
  const items = text.split(/\s*,\s+(?:and\s+)?|\s+and\s+/i)
  return items.length > 1 && items.every((item) => /\d/.test(item) && isOne(item)) ? items.map((item) => `(${item})`) : undefined
}

/** Sums whose words come in another order than their signs: "subtract 4 from 10", "divide it by 3", "the sum of 3 and 4". */
function inOrder(text: string, inChain: boolean): string {
  for (const [pattern, write] of orders) {
    const [, x = '', y = ''] = pattern.exec(text) ?? []
    const written = x && write(x, y, inChain)
    if (written) return written
  }
  return text
}

type Order = [RegExp, (x: string, y: string, inChain: boolean) => string | undefined]
const verb = (words: string, write: (x: string, y: string) => string): Order => [
  new RegExp(`^${words}$`, 'i'),
  (x, y) => (isOne(y || x) ? write(part(x), part(y)) : undefined),
]
const orders: Order[] = [
  verb('(?:take|subtract|take away) (.+?)(?: away)? from (.+)', (x, y) => `${y} - ${x}`),
  [/^(?:take|start with|begin with) (?!away)(.+)$/i, (x) => x],
  verb('add (.+?) to (.+)', (x, y) => `${y} + ${x}`),
  [/^add (.+)$/i, (x, _, inChain) => listOf(x) && [...(inChain ? ['that'] : []), ...(listOf(x) ?? [])].join(' + ')],
  verb('add (.+)', (x) => `that + ${x}`),
  verb('(?:subtract|take away) (.+)', (x) => `that - ${x}`),
  verb('multiply (?:by|with) (.+)', (x) => `that * ${x}`),
  verb('multiply (.+?) (?:by|with) (.+)', (x, y) => `${x} * ${y}`),
  [/^multiply (.+)$/i, (x, _, inChain) => (inChain ? undefined : listOf(x)?.join(' * '))],
  verb('divide by (.+)', (x) => `that / ${x}`),
  verb('divide (.+?) by (.+)', (x, y) => `${x} / ${y}`),
  verb('(?:double|twice) (.+)', (x) => `${x} * 2`),
  verb('triple (.+)', (x) => `${x} * 3`),
  verb('(?:halve|half of) (.+)', (x) => `${x} / 2`),
  verb('(?:the )?square(?: of)? (.+)', (x) => `${x}^2`),
  verb('(?:the )?cube(?: of)? (.+)', (x) => `${x}^3`),
  [/^(?:sum|total) of (.+)$/i, (x) => listOf(x)?.join(' + ')],
  [/^product of (.+)$/i, (x) => listOf(x)?.join(' * ')],
  [/^(?:average|mean) of (.+)$/i, (x) => listOf(x) && `(${listOf(x)?.join(' + ')}) / ${listOf(x)?.length}`],
  [/^difference between (\d[\d.]*) and (\d[\d.]*)$/i, (x, y) => (new Exact(x).lt(y) ? `${y} - ${x}` : `${x} - ${y}`)],
  verb('([\\d.]+\\s?%) off (.+)', (x, y) => `${y} - ${x}`),
  [/^([*/^+×÷].*)$/s, (x) => `that ${x}`],
  [/^minus (.+)$/i, (x) => `that - ${x}`],
]
