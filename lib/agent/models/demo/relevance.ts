import { spelledOut } from './search-question'
import type { Block, Section, SourceText } from './sources'

/** Weighs sentences by the words they share with a question; words that stand in every source weigh little. */
export class Relevance {
  readonly #weights = new Map<string, number>()

  constructor(question: string, sources: SourceText[]) {
    const texts = sources.map((source) => new Set(stems(`${source.title} ${source.sections.map(textOf).join(' ')}`)))
    for (const stem of new Set(stems(spelledOut(question)))) {
      const inTexts = texts.filter((text) => text.has(stem)).length
      this.#weights.set(stem, Math.log(1 + (texts.length + 1) / (inTexts + 0.5)))
    }
  }

  /** The weight of the shared words, each counted once; long texts gain nothing by length. */
  of(text: string): number {
    let total = 0
    for (const stem of new Set(stems(text))) total += this.#weights.get(stem) ?? 0
    return total
  }

  /** A title that is all about the question weighs more than one that names it among other things. */
  ofTitle(title: string): number {
    const words = [...new Set(stems(title))]
    const shared = words.filter((stem) => this.#weights.has(stem)).length
    return words.length > 0 ? (this.of(title) * shared) / words.length : 0
  }

  ofSection(section: Section): number {
    return this.of(`${section.heading} ${textOf(section)}`) + this.of(section.heading)
  }
}

const textOf = ({ heading, blocks }: Section): string => [heading, ...blocks.map(wordsOf)].join(' ')

function wordsOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return block.sentences.join(' ')
    case 'list':
      return block.items.join(' ')
    case 'table':
      return [block.header, ...block.rows].flat().join(' ')
    case 'code':
      return ''
  }
}

const stopWords = new Set(
  'a an the is are was be been to of in on at by for from and or not it its this that how what why when which who do does did can with as into than then'.split(
    ' ',
  ),
)

/** Words without their endings, so that "calls", "called" and "calling" are one. */
export const stems = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== '' && !stopWords.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|e|s)$/, '') : word.replace(/([^s])s$/, '$1')))

/** True when two sentences say much the same. */
export function isNear(a: string, b: string): boolean {
  const [x, y] = [new Set(stems(a)), new Set(stems(b))]
  const shared = [...x].filter((stem) => y.has(stem)).length
  return shared >= 0.8 * Math.max(Math.min(x.size, y.size), 5)
}
