import { foldText } from '@/lib/protocol/fold-text'

/** Scripts that have no spaces between words: two neighbouring characters are a word there. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]+/gu

/**
 * The words of a text as they are looked for: small letters without the accents of Latin, Greek and Cyrillic. Texts and questions
 * are cut in the same way, so both databases find the same.
 */
export function toSearchWords(text: string): string[] {
  return (foldText(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap(cutUnspaced)
}

/** A text as conversations are found by it: its words, and the last character of each piece without spaces, which is the beginning of no pair. */
export const toSearchText = (text: string): string =>
  [...toSearchWords(text), ...(text.match(unspaced) ?? []).map((piece) => [...piece].at(-1))].join(' ')

function cutUnspaced(word: string): string[] {
  if (word.search(unspaced) < 0) return [word]
  const spaced = word.split(unspaced).filter((part) => part !== '')
  const pairs = (word.match(unspaced) ?? []).flatMap((run) => {
    const characters = [...run]
    return characters.length === 1
      ? characters
      : characters.slice(1).map((character, index) => `${characters[index]}${character}`)
  })
  return [...spaced, ...pairs]
}
