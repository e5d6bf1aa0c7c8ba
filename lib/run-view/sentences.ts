import type { Passage, Source } from '@/lib/protocol/event'

/** A range of characters in a text; `end` is exclusive. */
type Span = { start: number; end: number }

/**
 * The passage of a source that supports a sentence of the answer, and in it that sentence, as `span`: of the page itself where it was
 * read, else what a search found. Without a `span` nothing fits; then it is what the search found.
 */
export const bestPassage = (cited: string, source: Pick<Source, 'passage' | 'passages'>): Passage & { span?: Span } => {
  const wanted = weightsOf(cited)
  const found: Passage = source.passage === '' && source.passages?.[0] ? source.passages[0] : { text: source.passage }
  let best: Passage & { span?: Span } = found
  let bestScore = 0
  for (const passage of [...(source.passages ?? []), found]) {
    const { span, score } = rankSentences(passage.text, wanted)
    if (!span || score <= bestScore) continue
    best = { ...passage, span }
    bestScore = score
  }
  return best
}

/**
 * The sentence of a passage that supports a sentence of the answer: the one that shares the most words and numbers with it.
 * Long words and numbers count more than short words. `undefined` when they share nothing.
 */
export const bestSentence = (passage: string, cited: string): Span | undefined => rankSentences(passage, weightsOf(cited)).span

const rankSentences = (passage: string, wanted: ReadonlyMap<string, number>): { span?: Span; score: number } => {
  let best: { span?: Span; score: number } = { score: 0 }
  for (const span of sentenceSpans(passage)) {
    const words = weightsOf(passage.slice(span.start, span.end))
    let shared = 0
    for (const [word, weight] of words) if (wanted.has(word)) shared += weight
    // By the square root of its length, so that a long sentence does not win by sheer size.
    const score = shared / Math.sqrt(words.size || 1)
    if (score > best.score) best = { span, score }
  }
  return best
}

/** The last sentence of a text, which is what a citation at its end refers to. */
export const lastSentence = (text: string): string => {
  const span = sentenceSpans(text).at(-1)
  return span ? text.slice(span.start, span.end) : text
}

/** Sentences end at `.`, `!`, `?` or `…` before white space, and at line ends; "330.5" and "e.g. this" are not ends. */
export const sentenceSpans = (text: string): Span[] => {
  const spans: Span[] = []
  let start = 0
  const push = (end: number) => {
    const raw = text.slice(start, end)
    const from = start + raw.length - raw.trimStart().length
    const to = from + raw.trim().length
    if (to > from) spans.push({ start: from, end: to })
    start = end
  }
  for (const match of text.matchAll(/[.!?…。！？]+["'”’)\]]*(?=\s+[^\sa-z])|[。！？]|\n+/g)) {
    const before = text.slice(start, match.index)
    if (!/\b(?:[A-Z]|e\.g|i\.e|Mr|Mrs|Ms|Dr|St|vs|No|approx|ca|c)$/.test(before)) push(match.index + match[0].length)
  }
  push(text.length)
  return spans
}

const weightsOf = (text: string): Map<string, number> =>
  new Map(
    (text.toLowerCase().match(/\d+(?:[.,]\d+)*|\p{L}+/gu) ?? [])
      .flatMap(toWords)
      .filter((word) => !commonWords.has(word))
      .map((word) => [toStem(word), /\d/.test(word) ? 3 : Math.min(word.length, 8) / 4]),
  )

/** Scripts that put no space between words are compared by pairs of characters. */
const toWords = (run: string): string[] =>
  unspaced.test(run) && run.length > 2 ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)) : [run]

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Normalises a word: "metres" becomes "metre", and "1,000" becomes "1000". */
const toStem = (word: string): string =>
  /\d/.test(word) ? word.replaceAll(',', '') : word.replace(/(?<=\p{L}{3})(?:es|s)$/u, '')

const commonWords = new Set(
  'a an and are as at be been but by for from had has have in is it its of on or that the this to was were which with'.split(' '),
)
