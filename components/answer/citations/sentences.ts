/** A range of characters in a text; `end` is exclusive. */
type Span = { start: number; end: number }

/**
 * The sentence of a passage that supports a sentence of the answer: the one that shares the most words and numbers with it.
 * Long words and numbers count more than short words. `undefined` when they share nothing.
 */
export const bestSentence = (passage: string, cited: string): Span | undefined => {
  const wanted = weightsOf(cited)
  let best: Span | undefined
  let bestScore = 0
  for (const span of sentencesOf(passage)) {
    const words = weightsOf(passage.slice(span.start, span.end))
    let shared = 0
    for (const [word, weight] of words) if (wanted.has(word)) shared += weight
    // By the square root of its length, so that a long sentence does not win by sheer size.
    const score = shared / Math.sqrt(words.size || 1)
    if (score > bestScore) {
      best = span
      bestScore = score
    }
  }
  return best
}

/** The last sentence of a text, which is what a citation at its end refers to. */
export const lastSentence = (text: string): string => {
  const span = sentencesOf(text).at(-1)
  return span ? text.slice(span.start, span.end) : text
}

/** Sentences end at `.`, `!`, `?` or `…` before white space, and at line ends; "330.5" and "e.g. this" are not ends. */
export const sentencesOf = (text: string): Span[] => {
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
      .filter((word) => !commonWords.has(word))
      .map((word) => [toStem(word), /\d/.test(word) ? 3 : Math.min(word.length, 8) / 4]),
  )

/** Normalises a word: "metres" becomes "metre", and "1,000" becomes "1000". */
const toStem = (word: string): string =>
  /\d/.test(word) ? word.replaceAll(',', '') : word.replace(/(?<=\p{L}{3})(?:es|s)$/u, '')

const commonWords = new Set(
  'a an and are as at be been but by for from had has have in is it its of on or that the this to was were which with'.split(' '),
)

/** The sentence of the answer that a citation refers to: the text before it in its paragraph or table row, read from the page. */
export const citedSentence = (chip: HTMLElement): string => {
  const row = chip.closest('tr')
  if (row) return textOf(row)
  const block = chip.closest('p, li, h2, h3, h4, blockquote')
  if (!block) return ''
  const range = document.createRange()
  range.setStart(block, 0)
  range.setEndBefore(chip)
  const before = document.createElement('div')
  before.append(range.cloneContents())
  return lastSentence(textOf(before).trim())
}

const textOf = (node: Element): string => {
  const copy = node.cloneNode(true)
  if (copy instanceof Element) for (const chip of copy.querySelectorAll('[data-slot=citation]')) chip.remove()
  return copy.textContent ?? ''
}
