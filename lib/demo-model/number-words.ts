const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales = ['thousand', 'million', 'billion', 'trillion']

const word = `(?:${[...units, ...tens.slice(2), 'hundred', ...scales].join('|')})`
const run = new RegExp(
  `(?<![\\p{L}\\d.,]|\\d )${word}(?:(?:(?<=hundred|thousand|illion)\\s+and)?[\\s-]+${word})*(?![\\p{L}\\d])`,
  'giu',
)

/** "four" and "4" as 4. */
export function smallNumber(text: string): number | undefined {
  const value = /^\d{1,2}$/.test(text) ? Number(text) : units.indexOf(text.toLowerCase())
  return value < 0 ? undefined : value
}

/** Puts digits in the place of numbers in words: "two thousand four hundred and eighty". What is no whole number stays as it is. */
export const readNumberWords = (text: string): string =>
  text.replace(run, (words) => {
    const value = readWords(words.toLowerCase().replaceAll('-', ' ').split(/\s+/))
    return value === undefined ? words : String(value)
  })

function readWords(words: string[]): bigint | undefined {
  let total = 0n
  let chunk = 0n
  /** What may still come has to be smaller than this. */
  let below = 10n ** 15n
  let chunkBelow = 1000n
  for (const each of words) {
    const scale = scales.indexOf(each)
    if (each === 'and') continue
    if (scale >= 0) {
      const size = 1000n ** BigInt(scale + 1)
      if (chunk === 0n || size >= below) return undefined
      total += chunk * size
      ;[chunk, chunkBelow, below] = [0n, 1000n, size]
    } else if (each === 'hundred') {
      if (chunk === 0n || chunk > 9n) return undefined
      ;[chunk, chunkBelow] = [chunk * 100n, 100n]
    } else {
      const ten = tens.indexOf(each)
      const value = BigInt(ten >= 2 ? ten * 10 : units.indexOf(each))
      if (value >= chunkBelow || (value === 0n && words.length > 1)) return undefined
      chunk += value
      chunkBelow = ten >= 2 ? 10n : 0n
    }
  }
  return total + chunk
}
