import { toReadable } from './readable'

/** A table as rows of tab-separated cells, which every spreadsheet takes from the clipboard. */
export const toTabs = (table: HTMLTableElement): string =>
  rowsOf(table)
    .map((row) => row.map((cell) => cell.replace(/[\t\n]+/g, ' ')).join('\t'))
    .join('\n')

/**
 * A table as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export const toCsv = (table: HTMLTableElement): string =>
  `\ufeff${rowsOf(table)
    .map((row) => `${row.map(toField).join(',')}\r\n`)
    .join('')}`

/** A table as HTML, which keeps its cells in documents and mails. */
export const toTableHtml = (table: HTMLTableElement): string => {
  const root = document.createElement('div')
  root.append(table.cloneNode(true))
  return toReadable(root).html
}

const rowsOf = (table: HTMLTableElement): string[][] =>
  [...table.rows].map((row) => [...row.cells].map((cell) => toHarmless(toReadable(cell.cloneNode(true) as HTMLElement).text)))

const toField = (text: string): string =>
  /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text

/** Spreadsheets run what begins like a formula, and a model wrote this: it gets an apostrophe, unless it is a number. */
const toHarmless = (text: string): string =>
  /^[=+\-@]/.test(text) && !/^[+-]?[\d.,\s]*\d[\d.,\s]*%?$/.test(text) ? `'${text}` : text
