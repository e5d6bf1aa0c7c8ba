import MiniSearch from 'minisearch'
import type { ReadPassage } from './passages'

/** What is looked for, and how much of it may be given, in bytes of UTF-8. */
export type WantedText = { lookingFor?: string; maxBytes: number }

/**
 * The passages that bear on what is looked for, and the beginning of the page with them; without a word of that in the page, or nothing
 * to look for, the page from its beginning. In the order of the page, at most `maxBytes` of UTF-8.
 */
export function choosePassages(passages: ReadPassage[], { lookingFor, maxBytes }: WantedText): ReadPassage[] {
  const order = lookingFor === undefined || sizeOf(passages) <= maxBytes ? [] : rank(passages, lookingFor)
  const places = order.length > 0 ? [...new Set([0, ...order])] : passages.keys()
  const chosen: number[] = []
  let bytes = 0
  for (const place of places) {
    const passage = passages[place]
    if (!passage) continue
    bytes += bytesOf(passage)
    if (bytes > maxBytes && chosen.length > 0) break
    chosen.push(place)
  }
  return chosen.sort((a, b) => a - b).flatMap((place) => passages[place] ?? [])
}

const rank = (passages: ReadPassage[], lookingFor: string): number[] => {
  const index = new MiniSearch<{ id: number } & Pick<ReadPassage, 'text' | 'place'>>({
    fields: ['text', 'place'],
    tokenize: toTerms,
    searchOptions: { prefix: (term) => term.length > 3, boost: { place: 1.5 }, weights: { prefix: 0.5, fuzzy: 0.2 } },
  })
  index.addAll(passages.map(({ text, place = '' }, id) => ({ id, text, place })))
  return index.search(lookingFor).map(({ id }) => Number(id))
}

/** Words; of scripts that put no space between them, pairs of characters. */
const toTerms = (text: string): string[] =>
  (text.normalize('NFKC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((word) =>
    unspaced.test(word) && word.length > 2 ? Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2)) : [word],
  )

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

const sizeOf = (passages: ReadPassage[]): number => passages.reduce((sum, passage) => sum + bytesOf(passage), 0)

const bytesOf = ({ markdown, place }: ReadPassage): number => Buffer.byteLength(markdown) + (place?.length ?? 0) + 6
