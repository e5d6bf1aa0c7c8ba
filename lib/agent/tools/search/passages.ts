import { marked, type Token, type Tokens } from 'marked'
import type { Article } from './articles'

/** A part of an article under one heading, short enough to be quoted whole. `order` is its place in the article. */
export type LibraryPassage = {
  id: string
  slug: string
  title: string
  heading: string
  order: number
  markdown: string
  text: string
}

/**
 * Splits an article at its headings, and a long section between its blocks, so that no list, table or code block is cut.
 * The first passage is the summary and what stands before the first heading.
 */
export function toPassages({ slug, title, summary, body }: Article, maxChars: number): LibraryPassage[] {
  const passages: LibraryPassage[] = []
  let heading = ''
  let blocks: string[] = [summary]
  const finish = () => {
    const markdown = blocks.join('\n\n')
    const order = passages.length
    if (markdown)
      passages.push({ id: passageId(slug, order), slug, title, heading, order, markdown, text: toPlainText(markdown) })
    blocks = []
  }
  for (const token of marked.lexer(body)) {
    if (token.type === 'space') continue
    const raw = token.raw.trim()
    if (token.type === 'heading') {
      finish()
      heading = toPlainText(raw)
    } else {
      if (blocks.length > 0 && toPlainText([...blocks, raw].join('\n\n')).length > maxChars) finish()
      blocks.push(raw)
    }
  }
  finish()
  return passages
}

/** The id of a passage of the library, which is unique in its index: `tides#2` is the third passage of the article `tides`. */
export const passageId = (slug: string, order: number): string => `${slug}#${order}`

/** Markdown as the sentences a person would read aloud: the words of tables and code are kept, their signs are not. */
export const toPlainText = (markdown: string): string => marked.lexer(markdown).map(plainBlock).filter(Boolean).join('\n')

/** The sentences alone: the words of a table say little without its lines. */
export const toProse = (markdown: string): string =>
  marked
    .lexer(markdown)
    .filter((token) => !isTable(token))
    .map(plainBlock)
    .filter(Boolean)
    .join('\n')

function plainBlock(token: Token): string {
  if (isTable(token)) return [token.header, ...token.rows].map(plainRow).join('\n')
  if (isList(token)) return token.items.map((item) => plainInline(item.text)).join('\n')
  if (token.type === 'space' || token.type === 'hr') return ''
  return 'text' in token ? (token.type === 'code' ? token.text : plainInline(token.text)) : ''
}

const plainRow = (row: Tokens.TableCell[]): string =>
  row
    .map(({ text }) => plainInline(text))
    .filter(Boolean)
    .join(' · ')

const isTable = (token: Token): token is Tokens.Table => token.type === 'table'
const isList = (token: Token): token is Tokens.List => token.type === 'list'

const plainInline = (text: string): string => marked.Lexer.lexInline(text).map(plainSpan).join('')

const plainSpan = (token: Token): string => {
  if ('tokens' in token && token.tokens) return token.tokens.map(plainSpan).join('')
  return 'text' in token ? token.text : token.raw
}
