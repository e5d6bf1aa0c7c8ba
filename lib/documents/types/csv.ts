import { decodeText } from '@/lib/documents/decode-text'
import type { Section } from '@/lib/documents/sections'
import { documentLimits } from '@/lib/protocol/document'
import type { FileType } from './file-type'

/** A table as text. Where its first row names the columns, each row is read with these names, since no passage has the first row. */
export const csv: FileType = {
  type: 'csv',
  kind: 'text',
  endings: ['csv', 'tsv'],
  mediaTypes: ['text/csv', 'text/tab-separated-values'],
  read: async (bytes) => ({ sections: toSections(await toRows(decodeText(bytes))) }),
}

type Row = { cells: string[]; fromLine: number; toLine: number }

/** So many characters of rows are a section, which is a passage: a row is not cut where it need not be. */
const sectionChars = 1000

function toSections(rows: Row[]): Section[] {
  const [first, ...others] = rows
  const names = first && others.length > 0 && isHeader(first.cells) ? first.cells.map((name) => name.trim()) : undefined
  const named = names ? others.map((row) => ({ ...row, text: withNames(row.cells, names) })) : []
  const plain = rows.map((row) => ({ ...row, text: row.cells.map(inOneLine).join(' | ') }))
  const isNamed = named.length > 0 && named.reduce((sum, row) => sum + row.text.length, 0) <= documentLimits.maxChars
  return group(isNamed ? named : plain)
}

async function toRows(text: string): Promise<Row[]> {
  const { default: Papa } = await import('papaparse')
  const rows: Row[] = []
  let at = 0
  let line = 1
  Papa.parse<string[]>(text, {
    skipEmptyLines: false,
    step({ data, meta }) {
      const raw = text.slice(at, meta.cursor)
      at = meta.cursor
      const breaks = raw.split('\n').length - 1
      const toLine = line + (raw.endsWith('\n') ? breaks - 1 : breaks)
      if (data.some((cell) => cell.trim() !== '')) rows.push({ cells: data, fromLine: line, toLine })
      line += breaks
    },
  })
  return rows
}

function group(rows: (Row & { text: string })[]): Section[] {
  const sections: Section[] = []
  let taken: typeof rows = []
  let chars = 0
  const finish = () => {
    const [first, last] = [taken[0], taken.at(-1)]
    if (first && last) sections.push({ text: taken.map((row) => row.text).join('\n'), lines: [first.fromLine, last.toLine] })
    taken = []
    chars = 0
  }
  for (const row of rows) {
    if (chars + row.text.length > sectionChars) finish()
    taken.push(row)
    chars += row.text.length + 1
  }
  finish()
  return sections
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
