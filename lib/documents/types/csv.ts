import { decodeText } from '@/lib/documents/decode-text'
import type { TextBlock } from '@/lib/documents/passages'
import { documentLimits } from '@/lib/protocol/document'
import type { FileType } from './file-type'

/** A table as text. Where its first row names the columns, each row is read with these names, since no passage has the first row. */
export const csv: FileType = {
  type: 'csv',
  label: 'CSV',
  kind: 'text',
  endings: ['csv', 'tsv'],
  mediaTypes: /^text\/(csv|tab-separated-values)$/,
  read: async (file) => ({ blocks: toTextBlocks(await toRows(decodeText(file))) }),
}

type Row = { cells: string[]; fromLine: number; toLine: number }

const guessedChars = 100_000

function toTextBlocks(rows: Row[]): TextBlock[] {
  const [first, ...others] = rows
  const names = first && others.length > 0 && isHeader(first.cells) ? first.cells.map((name) => name.trim()) : undefined
  const named = names ? others.map((row) => toBlock(row, withNames(row.cells, names))) : []
  const plain = rows.map((row) => toBlock(row, row.cells.map(inOneLine).join(' | ')))
  const isNamed = named.length > 0 && named.reduce((sum, { text }) => sum + text.length, 0) <= documentLimits.maxChars
  return isNamed ? named : plain
}

const toBlock = ({ fromLine, toLine }: Row, text: string): TextBlock => ({ kind: 'line', text, lines: [fromLine, toLine] })

async function toRows(text: string): Promise<Row[]> {
  const { default: Papa } = await import('papaparse')
  // Spreadsheets may write the sign in a line before the others. Else it is guessed, which empty lines would disturb.
  const [before = '', said] = /^sep=(.)\n/.exec(text) ?? []
  const delimiter = said ?? Papa.parse(text.slice(0, guessedChars), { preview: 20, skipEmptyLines: 'greedy' }).meta.delimiter
  const rows: Row[] = []
  let at = before.length
  let line = before === '' ? 1 : 2
  Papa.parse<string[]>(text.slice(at), {
    delimiter,
    skipEmptyLines: false,
    step({ data, meta }) {
      const end = before.length + meta.cursor
      const raw = text.slice(at, end)
      at = end
      const breaks = raw.split('\n').length - 1
      const toLine = line + (raw.endsWith('\n') ? breaks - 1 : breaks)
      if (data.some((cell) => cell.trim() !== '')) rows.push({ cells: data, fromLine: line, toLine })
      line += breaks
    },
  })
  return rows
}

/** Names are there, are short, are not numbers, and are not the same. */
const isHeader = (cells: string[]): boolean =>
  cells.every((cell) => cell.trim() !== '' && cell.length <= 80 && !/^[-+\d.,\s%€$£]+$/.test(cell)) &&
  new Set(cells.map((cell) => cell.trim().toLowerCase())).size === cells.length

const withNames = (cells: string[], names: string[]): string =>
  cells
    .map((cell, index) => [names[index], inOneLine(cell)] as const)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => (name ? `${name}: ${cell}` : cell))
    .join('; ')

const inOneLine = (cell: string): string => cell.replace(/\s+/g, ' ').trim()
