import { type CsvRow, isHeader, readCsvRows } from '@/lib/documents/csv-rows'
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
  read: async (file) => ({ blocks: toTextBlocks((await readCsvRows(decodeText(file))).rows) }),
}

function toTextBlocks(rows: CsvRow[]): TextBlock[] {
  const [first, ...others] = rows
  const names = first && others.length > 0 && isHeader(first.cells) ? first.cells.map((name) => name.trim()) : undefined
  const named = names ? others.map((row) => toBlock(row, withNames(row.cells, names))) : []
  const plain = rows.map((row) => toBlock(row, row.cells.map(inOneLine).join(' | ')))
  const isNamed = named.length > 0 && named.reduce((sum, { text }) => sum + text.length, 0) <= documentLimits.maxChars
  return isNamed ? named : plain
}

const toBlock = ({ fromLine, toLine }: CsvRow, text: string): TextBlock => ({ kind: 'line', text, lines: [fromLine, toLine] })

const withNames = (cells: string[], names: string[]): string =>
  cells
    .map((cell, index) => [names[index], inOneLine(cell)] as const)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => (name ? `${name}: ${cell}` : cell))
    .join('; ')

const inOneLine = (cell: string): string => cell.replace(/\s+/g, ' ').trim()
