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
