import { fetchBytes } from '@/lib/client/api/document-requests'
import { type CsvRow, isHeader, readCsvRows } from '@/lib/documents/csv-rows'
import { decodeText } from '@/lib/documents/decode-text'
import { widthOf } from '@/lib/markdown/syntax'

/** A table as it is drawn. */
export type Table = {
  /** The names of the columns; letters, as spreadsheets have them, where the file names none. */
  columns: Column[]
  rows: CsvRow[]
  /** Its words are written from right to left, and so its columns stand. */
  isRightToLeft: boolean
}

type Column = {
  /** Its place among them, from 0. */
  index: number
  name: string
  /** Most of its cells are numbers. */
  isNumeric: boolean
  /** How many digits wide its cells are; of a long one no more is looked at than is drawn of it. */
  width: number
}

/** More would be too many to be drawn in one row. */
const maxColumns = 200
/** More would hold the page up while they are read, and reach below what a browser can scroll to. */
const maxLines = 200_000
const minWidth = 3
const maxWidth = 44

/**
 * A file of comma-separated values as a table, read as the agent reads it. `undefined` where it is none, or too large for one: quotes that
 * do not match, a single column, more than 200,000 lines. Throws an `AppError` where the file cannot be fetched.
 */
export async function fetchTable(id: string): Promise<Table | undefined> {
  const text = decodeText({ bytes: await fetchBytes(id) })
  if (countLines(text) > maxLines) return undefined
  const { rows, isBroken } = await readCsvRows(text)
  const count = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  if (isBroken || count < 2 || count > maxColumns) return undefined
  const [first] = rows
  const hasNames = first !== undefined && rows.length > 1 && isHeader(first.cells)
  const body = hasNames ? rows.slice(1) : rows
  const columns = Array.from({ length: count }, (_, index) => {
    const name = (hasNames ? first.cells[index]?.trim() : undefined) ?? toLetters(index)
    return toColumn(
      index,
      name,
      body.map(({ cells }) => cells[index]?.trim() ?? '').filter((cell) => cell !== ''),
    )
  })
  return { columns, rows: body, isRightToLeft: isRightToLeft(rows) }
}

const countLines = (text: string): number => {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

const toColumn = (index: number, name: string, cells: string[]): Column => ({
  index,
  name,
  isNumeric: cells.filter((cell) => number.test(cell)).length * 2 > cells.length,
  width: Math.min(
    maxWidth,
    cells.reduce((most, cell) => Math.max(most, widthOf(cell.slice(0, maxWidth))), Math.max(minWidth, widthOf(name))),
  ),
})

/** A number as tables have them: with a sign, a currency, a percentage, brackets for a loss; digits of any script. */
const number = /^[(\-+−]{0,2}\p{Sc}?\s?\p{Nd}[\p{Nd}.,'’٫٬\s]*(e[-+]?\d+)?\s?[%‰]?\p{Sc}?\)?$/iu

/** By the first letter of the table. */
const isRightToLeft = (rows: CsvRow[]): boolean => {
  for (const { cells } of rows) {
    const [letter] = /\p{L}/u.exec(cells.join(' ')) ?? []
    if (letter !== undefined)
      return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter)
  }
  return false
}

/** A, B … Z, AA, AB … */
const toLetters = (index: number): string =>
  (index >= 26 ? toLetters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
