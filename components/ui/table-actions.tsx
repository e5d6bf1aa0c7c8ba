'use client'

import { Check, Copy, Download } from 'lucide-react'
import { IconButton } from './button'
import { cn } from './cn'
import { useCopy } from './copy-button'
import { saveFile, toFileName } from './save-file'

/** A table as it is taken along; `html` is for apps that take more than text. */
export type TableCopy = { rows: TableRows; html: string }

type Props = { /** Reads the table when a button is pressed. */ onRead(): TableCopy | undefined; className?: string }

/** Copies a table, for a spreadsheet or a document, and saves it as CSV under the title of the page. */
export const TableActions = ({ onRead, className }: Props) => {
  const { state, copy } = useCopy()
  const onCopy = () => {
    const table = onRead()
    if (table) copy(toTabs(table.rows), table.html)
  }
  const onSave = () => {
    const table = onRead()
    if (table)
      saveFile(toFileName(document.querySelector('h1')?.textContent ?? '', 'csv'), 'text/csv;charset=utf-8', toCsv(table.rows))
  }
  return (
    <div data-no-copy className={cn('flex min-h-7.5 items-center justify-end print:hidden', className)}>
      <span role="status" className="flex-1 px-2 text-right">
        {state === 'refused' && 'Copying is blocked here. Select the table instead.'}
      </span>
      <IconButton label={state === 'copied' ? 'Copied' : 'Copy table'} variant="quiet" size="sm" onClick={onCopy}>
        {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
      </IconButton>
      <IconButton label="Download table as CSV" variant="quiet" size="sm" onClick={onSave}>
        <Download size={15} />
      </IconButton>
    </div>
  )
}

/** The cells of a table as plain text, row by row; the first row is its head. */
export type TableRows = string[][]

/** Rows of tab-separated cells, which every spreadsheet takes from the clipboard. */
export const toTabs = (rows: TableRows): string =>
  rows.map((row) => row.map((cell) => toHarmless(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n')

/**
 * CSV (RFC 4180), after the mark by which spreadsheets know UTF-8.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export const toCsv = (rows: TableRows): string =>
  `\ufeff${rows.map((row) => `${row.map((cell) => toField(toHarmless(cell))).join(',')}\r\n`).join('')}`

/** The same as HTML, which keeps its cells in documents and mails. */
export const toTableHtml = ([head = [], ...body]: TableRows): string => {
  const table = document.createElement('table')
  const add = (part: HTMLTableSectionElement, cells: string[], tag: 'th' | 'td') => {
    const row = part.insertRow()
    for (const cell of cells) row.appendChild(document.createElement(tag)).textContent = toHarmless(cell)
  }
  add(table.createTHead(), head, 'th')
  const rows = table.createTBody()
  for (const row of body) add(rows, row, 'td')
  return table.outerHTML
}

/**
 * The text of a cell with an apostrophe before what a spreadsheet would run: nobody knows who wrote it. Spreadsheets hide the
 * apostrophe. Numbers stay as they are, also `-5` and `+1,000.5`.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const toHarmless = (cell: string): string =>
  /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) && !/^\s*[+-]?[\d.,\s]*\d[\d.,\s]*(?:[eE][+-]?\d+)?%?\s*$/.test(cell)
    ? `'${cell}`
    : cell

const toField = (text: string): string =>
  /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
