import { movePoint } from './decimal-text'

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const scales = new Map([
  ['thousand', 3],
  ['million', 6],
  ['billion', 9],
  ['trillion', 12],
])
const small = new Map<string, number>([
  ...units.map((word, index) => [word, index] as const),
  ...tens.flatMap((word, index) => (word ? [[word, index * 10] as const] : [])),
])

/** `true` for a word that can begin a number in words. */
const isNumberWord = (word: string): boolean => small.has(word) || word === 'dozen'

/** 3 for "thousand", 6 for "million" …: how far it moves the point of the number before it. */
export const scaleOf = (word: string): number | undefined => (word === 'hundred' ? 2 : scales.get(word))

/**
 * Reads a number in words from the start of `words`: "two hundred and five", "three point one four", "a hundred".
 * Gives its digits and how many words it took, or `undefined` where there is none.
 */
export function readNumberWords(words: readonly string[]): { text: string; taken: number } | undefined {
  const article = (words[0] === 'a' || words[0] === 'an') && (scaleOf(words[1] ?? '') !== undefined || words[1] === 'dozen')
  if (!article && !isNumberWord(words[0] ?? '')) return undefined
  let total = 0n
  let group = article ? 1n : 0n
  let taken = article ? 1 : 0
  let lastSmall: number | undefined
  for (; taken < words.length; taken += 1) {
    const word = words[taken] ?? ''
    const value = small.get(word)
    const scale = scaleOf(word)
    if (value !== undefined && fits(lastSmall, value)) {
      group += BigInt(value)
      lastSmall = value
    } else if (word === 'hundred') {
      group = (group || 1n) * 100n
      lastSmall = undefined
    } else if (scale !== undefined) {
      total += group * 10n ** BigInt(scale)
      group = 0n
      lastSmall = undefined
    } else if (word === 'dozen') {
      group = (group || 1n) * 12n
      taken += 1
      break
    } else if (!joins(words, taken, group, total)) break
  }
  const text = String(total + group)
  return readDecimals(words, text, taken)
}

/** "twenty" then "five" is one number; "five" then "twenty" is two. */
const fits = (before: number | undefined, value: number): boolean =>
  before === undefined || (before >= 20 && before % 10 === 0 && value > 0 && value < 10)

/** The "and" of "two hundred and five", not that of "two and five". */
function joins(words: readonly string[], at: number, group: bigint, total: bigint): boolean {
  const afterScale = (group > 0n && group % 100n === 0n) || (group === 0n && total > 0n)
  return words[at] === 'and' && afterScale && small.has(words[at + 1] ?? '') && scaleOf(words[at - 1] ?? '') !== undefined
}

function readDecimals(words: readonly string[], whole: string, taken: number): { text: string; taken: number } {
  if (words[taken] !== 'point') return { text: whole, taken }
  let decimals = ''
  let end = taken + 1
  for (; end < words.length; end += 1) {
    const digit = small.get(words[end] ?? '')
    if (digit === undefined || digit > 9) break
    decimals += digit
  }
  return decimals ? { text: movePoint(whole + decimals, -decimals.length), taken: end } : { text: whole, taken }
}
