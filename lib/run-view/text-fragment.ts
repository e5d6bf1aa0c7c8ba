/** So many words of the beginning and of the end are enough to find a sentence again; of scripts with short words, so many characters. */
const fewWords = 4
const fewChars = 16

/**
 * The part of an address that makes a browser open a page at a sentence of it, and mark it: `:~:text=` with the sentence, or where that is
 * long with how it begins and ends. `undefined` of what has no words.
 * @see https://wicg.github.io/scroll-to-text-fragment/
 */
export function toTextFragment(sentence: string): string | undefined {
  // Each cell of a table is a block of its own, and the words that are looked for must stand in one. Other signs are ours.
  const [longest = ''] = sentence
    .split(' | ')
    .map((cell) => cell.replace(/^• /, '').replaceAll('`', '').replace(/\s+/g, ' ').trim())
    .sort((a, b) => b.length - a.length)
  const words = wordsOf(longest)
  if (words.length === 0) return undefined
  const startEnd = words.find(({ end }, index) => index + 1 >= fewWords && end >= fewChars)?.end ?? longest.length
  const endStart =
    words.findLast(({ start }, index) => words.length - index >= fewWords && longest.length - start >= fewChars)?.start ?? 0
  const parts = startEnd < endStart ? [longest.slice(0, startEnd), longest.slice(endStart)] : [longest]
  return `:~:text=${parts.map(encode).join(',')}`
}

const wordsOf = (text: string): { start: number; end: number }[] =>
  [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }))

/** A hyphen would set what comes before or after apart. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('-', '%2D')
