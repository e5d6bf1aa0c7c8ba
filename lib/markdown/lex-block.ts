import { Tokenizer, type TokenizerExtension, type TokenizerThis, type Tokens } from 'marked'
import { safeUrl } from '@/lib/run-view/source-address'
import { blockFormulaStart, eachLine, FenceReader, fencePattern, readBlockFormula } from './syntax'
import type { AnswerToken } from './tokens'

type Read = (lexer: TokenizerThis, src: string) => Extract<AnswerToken, { raw: string }> | undefined

/** Blocks that marked does not know, or reads otherwise. */
export const blocks: TokenizerExtension = {
  name: 'answer-block',
  level: 'block',
  start: (src) => {
    const index = src.search(blockStart)
    return index < 0 ? undefined : index
  },
  tokenizer(src) {
    const read = blockReaders.find(([begins]) => begins.test(src))?.[1]
    return read?.(this, src)
  },
}

const blockStart = new RegExp(String.raw`${blockFormulaStart.source}|\n {0,3}<details[ >]`, 'i')

const blockReaders: [begins: RegExp, read: Read][] = [
  [/^ {0,3}(?:\$\$|\\\[|\\begin\{)/, (_, src) => readFormulaBlock(src)],
  [/^ {0,3}(?:`{3,}|~{3,})[ \t]*(?:markdown|mdx?)\b/i, (_, src) => readMarkdownFence(src)],
  [/^ {0,3}<details(?:\s+open)?\s*>/i, (self, src) => readDetails(self, src)],
  [/^ {0,3}\[\^/, (self, src) => readNote(self, src)],
  [/^ {0,3}\[/, (self, src) => readDefinition(self, src)],
]

const readFormulaBlock = (src: string): ReturnType<Read> => {
  const formula = readBlockFormula(src)
  return formula && { type: 'formula', ...formula }
}

/** A fence named `markdown`, to the end that its writer meant; see {@link FenceReader}. */
const readMarkdownFence = (src: string): ReturnType<Read> => {
  const reader = new FenceReader()
  const lines: string[] = []
  let end = src.length
  let isClosed = false
  eachLine(src, (line, at) => {
    reader.read(line, at, true)
    if (reader.openAt !== undefined) {
      lines.push(line)
      return true
    }
    end = Math.min(src.length, at + line.length)
    isClosed = true
    return false
  })
  const indent = / {0,3}/.exec(src)?.[0].length ?? 0
  const text = lines.slice(1).map((line) => line.replace(new RegExp(`^ {0,${indent}}`), ''))
  const lang = fencePattern.exec(lines[0] ?? '')?.[3]?.trim() ?? ''
  return { type: 'code', raw: src.slice(0, end), lang, text: text.join('\n'), isClosed }
}

/** More details in details than this is nesting the lexer. */
const maxNested = 6
let nested = 0

/** `<details>`, with what is in it as Markdown, to its end or, as in HTML, to the end of the text. */
const readDetails = ({ lexer }: TokenizerThis, src: string): ReturnType<Read> => {
  const opening = /^ {0,3}<details(\s+open)?\s*>[ \t]*/i.exec(src)
  if (!opening || nested >= maxNested) return undefined
  const inside = src.slice(opening[0].length)
  const { length, isClosed } = toDetailsEnd(inside)
  const body = inside.slice(0, length)
  const closing = isClosed ? (/^<\/details\s*>[ \t]*\n?/i.exec(inside.slice(length))?.[0].length ?? 0) : 0
  const summary = /^\s*<summary>((?:(?!<\/?summary>)[\s\S])*?)(?:<\/summary>[ \t]*|$|(?=\n))/i.exec(body)
  const { top } = lexer.state
  lexer.state.top = true
  nested++
  try {
    return {
      type: 'details',
      raw: src.slice(0, opening[0].length + length + closing),
      isOpen: opening[1] !== undefined,
      summary: lexer.inline(summary?.[1]?.trim() ?? '', []),
      tokens: lexer.blockTokens(body.slice(summary?.[0].length ?? 0).replace(/^\n+/, ''), []),
    }
  } finally {
    nested--
    lexer.state.top = top
  }
}

/** How long the inside of an opened `<details>` is; tags in code are no tags. */
const toDetailsEnd = (inside: string): { length: number; isClosed: boolean } => {
  const fences = new FenceReader()
  let depth = 1
  let length = inside.length
  let isClosed = false
  eachLine(inside, (line, at) => {
    fences.read(line, at, true)
    if (fences.openAt !== undefined) return true
    for (const tag of line.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length)).matchAll(/<(\/?)details\b[^>]*>/gi)) {
      depth += tag[1] ? -1 : 1
      if (depth > 0) continue
      length = at + tag.index
      isClosed = true
      return false
    }
    return true
  })
  return { length, isClosed }
}

/** A footnote's text, `[^1]: …`, to the next blank line. */
const readNote = ({ lexer }: TokenizerThis, src: string): ReturnType<Read> => {
  const match =
    /^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*([^\n]*(?:\n(?![ \t]*(?:\n|$)|[ \t]{0,3}\[\^?[^\]\n]+\]:)[^\n]*)*)(?:\n+|$)/.exec(src)
  if (!match?.[1]) return undefined
  return { type: 'note', raw: match[0], label: toReferenceLabel(match[1]), tokens: lexer.inline(match[2]?.trim() ?? '', []) }
}

/** Where `[text][name]` leads: `[name]: https://…`. Anything but an address behind the colon is text. */
const readDefinition = ({ lexer }: TokenizerThis, src: string): ReturnType<Read> => {
  if (!lexer.state.top) return undefined
  const match = definitionPattern.exec(src)
  const href = match?.[2]?.replace(/^<(.*)>$/, '$1') ?? ''
  if (!match?.[1] || safeUrl(href) === undefined) return undefined
  return { type: 'definition', raw: match[0], label: toReferenceLabel(match[1]), href }
}
const definitionPattern =
  /^ {0,3}\[((?:\\.|[^[\]\\\n]){1,200})\]:[ \t]*(<[^<>\n]*>|[^<\s]\S*)(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*(?:\n+|$)/

/** Names are the same whatever their case and spaces. */
export const toReferenceLabel = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()

/** A bar in code or in a formula divides no cells: `| a \| b |` is what the writer meant by `` | `a | b` | ``. */
export function table(this: Tokenizer & { lexer: TokenizerThis['lexer'] }, src: string): Tokens.Table | undefined | false {
  const raw = this.rules.block.table.exec(src)?.[0]
  if (!raw || !/[`$]/.test(raw)) return false
  const escaped = escapeBars(raw)
  if (escaped === raw) return false
  const token = Tokenizer.prototype.table.call(this, escaped)
  return token && { ...token, raw: raw.replace(/\n+$/, '') }
}

const escapeBars = (table: string): string => {
  const rows = table.split('\n').map((row) => row.replace(codeSpan, escapeIn))
  const columns = countCells(rows[0] ?? '')
  // A dollar sign may be money, so a formula is only looked for where a row has more cells than the table has columns.
  return rows.map((row) => (countCells(row) > columns ? row.replace(formulaPattern, escapeIn) : row)).join('\n')
}

const codeSpan = /(?<!`)(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/g
const formulaPattern = /(?<![\w$])\$(?![\s$])[^$\n]*?(?<![\s\\])\$(?![\w$])/g
const escapeIn = (span: string): string => span.replace(/(?<!\\)\|/g, '\\|')

const countCells = (row: string): number =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/).length
