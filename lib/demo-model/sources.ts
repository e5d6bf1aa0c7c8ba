import { marked, type Token, type Tokens } from 'marked'

/** One page in a search result, as the model reads it. */
export type SourceText = { n: number; title: string; sections: Section[] }
export type Section = { heading: string; blocks: Block[] }
export type Block =
  | { type: 'paragraph'; sentences: string[] }
  | { type: 'list'; items: string[]; ordered: boolean }
  | { type: 'table'; header: string[]; rows: string[][] }
  | { type: 'code'; lang: string; text: string }

const maxChars = 40_000
const maxSources = 12

/** Reads the content of a search tool message: `[3] Title — address`, then the passage, for each page. */
export function readSources(content: string): SourceText[] {
  const parts = content.slice(0, maxChars).split(/^\[(\d{1,3})\] ([^\n]{1,300})$/m)
  const sources: SourceText[] = []
  for (let at = 1; at < parts.length && sources.length < maxSources; at += 3) {
    const title = (parts[at + 1] ?? '').replace(/ — [^—]*$/, '').trim()
    sources.push({ n: Number(parts[at]), title, sections: readSections(parts[at + 2] ?? '') })
  }
  return sources
}

function readSections(markdown: string): Section[] {
  const sections: Section[] = [{ heading: '', blocks: [] }]
  for (const token of marked.lexer(markdown)) {
    if (isHeading(token)) sections.push({ heading: token.text, blocks: [] })
    else sections.at(-1)?.blocks.push(...toBlock(token))
  }
  return sections.filter(({ blocks }) => blocks.length > 0)
}

function toBlock(token: Token): Block[] {
  if (isList(token)) return [{ type: 'list', ordered: token.ordered, items: token.items.map(({ text }) => oneLine(text)) }]
  if (isTable(token)) {
    const texts = (cells: Tokens.TableCell[]) => cells.map(({ text }) => text)
    return [{ type: 'table', header: texts(token.header), rows: token.rows.map(texts) }]
  }
  if (isCode(token)) return [{ type: 'code', lang: token.lang ?? '', text: token.text }]
  return token.type === 'paragraph' || token.type === 'text'
    ? [{ type: 'paragraph', sentences: splitSentences(oneLine(token.raw)) }]
    : []
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isList = (token: Token): token is Tokens.List => token.type === 'list'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'
const isCode = (token: Token): token is Tokens.Code => token.type === 'code'

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Sentences, each with its full stop. One ends where the next begins with a capital, a digit or a sign. */
const splitSentences = (text: string): string[] =>
  text.split(/(?<=[.!?]["”’)*`]{0,3})\s(?=["“(*]{0,3}[\p{Lu}\p{N}`])/u).filter((sentence) => sentence !== '')

export const sentencesOf = (section: Section | undefined): string[] =>
  (section?.blocks ?? []).flatMap((block) => (block.type === 'paragraph' ? block.sentences : []))

/** All the words of a section; code has none. */
export const textOf = ({ heading, blocks }: Section): string => {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'paragraph') return block.sentences
    if (block.type === 'list') return block.items
    return block.type === 'table' ? [block.header, ...block.rows].flat() : []
  })
  return [heading, ...texts].join(' ')
}

/** The pages of several searches, each once, its passages joined: the same page may show another part to each. */
export function mergeSources(results: SourceText[][]): SourceText[] {
  const merged = new Map<number, SourceText>()
  for (const source of results.flat()) {
    const known = merged.get(source.n)
    const fresh = source.sections.filter(({ heading }) => !known?.sections.some((section) => section.heading === heading))
    merged.set(source.n, known ? { ...known, sections: [...known.sections, ...fresh] } : source)
  }
  return [...merged.values()]
}

/** Words that stand in any text, those of sums among them: they say nothing of what a page is about. */
const stopWords = new Set(
  'a an the is are was be been to of in on at by for from and or not it its this that them how what why when which who do does did can with as into than then each both per more less one two three four five six seven eight nine ten times add plus minus sum over'.split(
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

/**
 * The pages that are about what was asked, rather than such as share a word with it: the title, the headings or the summary
 * name a third of the words of the query, and the page has half of them. One page has to have nearly all; else there is none.
 */
export function nearOf(query: string, pages: SourceText[]): SourceText[] {
  const asked = [...new Set(stems(query))].filter((stem) => /\p{L}/u.test(stem))
  const shareIn = (texts: string[]) => {
    const words = stems(texts.join(' ')).flatMap((word) => [word, ...word.split('-')])
    return (
      asked.filter((stem) => words.some((word) => word === stem || (stem.length > 4 && word.startsWith(stem)))).length /
      asked.length
    )
  }
  const shares = pages.map(({ title, sections }) => ({
    named: shareIn([title, ...sections.map(({ heading }) => heading), ...sentencesOf(sections[0])]),
    found: shareIn([title, ...sections.map(textOf)]),
  }))
  if (!shares.some(({ named, found }) => named > 0.3 && found >= 0.7)) return []
  return pages.filter((_, at) => (shares[at]?.named ?? 0) > 0.3 && (shares[at]?.found ?? 0) >= 0.5)
}
