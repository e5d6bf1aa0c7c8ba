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
  for (let at = 1; at + 2 < parts.length + 1 && sources.length < maxSources; at += 3) {
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
  oneLine(text)
    .split(/(?<=[.!?]["”’)*`]{0,3})\s(?=["“(*]{0,3}[\p{Lu}\p{N}`])/u)
    .filter((sentence) => sentence !== '')

const isParagraph = (block: Block): block is Extract<Block, { type: 'paragraph' }> => block.type === 'paragraph'

export const sentencesOf = (section: Section | undefined): string[] =>
  section?.blocks.filter(isParagraph).flatMap(({ sentences }) => sentences) ?? []

/** True for a sentence that needs the one before it. */
export const leansBack = (sentence: string): boolean =>
  /^(?:It|They|These|Those|This|That|Its|Their|Then|Both|So|But|Such|Here|Everything else|The others?|The same|Code that)\b/.test(
    sentence,
  )

/** The pages of several searches, each once, its passages joined: the same page may show another part to each. */
export function mergeSources(...results: SourceText[][]): SourceText[] {
  const merged = new Map<number, SourceText>()
  for (const source of results.flat()) {
    const known = merged.get(source.n)
    const fresh = source.sections.filter(({ heading }) => !known?.sections.some((section) => section.heading === heading))
    merged.set(source.n, known ? { ...known, sections: [...known.sections, ...fresh] } : source)
  }
  return [...merged.values()]
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

/** All the words of a section; code has none. */
export const textOf = ({ heading, blocks }: Section): string =>
  [
    heading,
    ...blocks.flatMap((block) => {
      if (block.type === 'paragraph') return block.sentences
      if (block.type === 'list') return block.items
      return block.type === 'table' ? [block.header, ...block.rows].flat() : []
    }),
  ].join(' ')

/**
 * True for a page that is about what was asked, rather than one that shares a word with it: the title, the headings or
 * the summary name a word of the query, and the best page has nearly all the words, the ones after it half of them.
 */
export function isNear(query: string, { title, sections }: SourceText, place = 0): boolean {
  const asked = [...new Set(stems(query))].filter((stem) => /\p{L}/u.test(stem))
  const has = (text: string) => {
    const words = new Set(stems(text).flatMap((word) => [word, ...word.split('-')]))
    return asked.filter((stem) => words.has(stem) || [...words].some((word) => stem.length > 4 && word.startsWith(stem))).length
  }
  const named = has([title, ...sections.map(({ heading }) => heading), ...sentencesOf(sections[0])].join(' '))
  const found = has([title, ...sections.map(textOf)].join(' '))
  return asked.length > 0 && named * 3 >= asked.length && found >= asked.length * (place === 0 ? 0.7 : 0.5)
}
