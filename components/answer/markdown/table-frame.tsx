'use client'

import { Check, Copy, Download } from 'lucide-react'
import { memo, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { useCopy } from '@/components/ui/copy-button'
import { IconButton } from '@/components/ui/icon-button'
import { glide } from '@/components/ui/media'
import { saveFile } from '@/components/ui/save-file'
import { toReadable } from './readable'

/**
 * A table in a frame in which it scrolls, with ways to take it along. While it grows its columns are of equal width, so that a
 * word that comes into a cell moves nothing beside it; once it is whole they fit their words, and each cell glides to its place.
 */
export const TableFrame = ({ isGrowing, children }: { isGrowing: boolean; children: ReactNode }) => {
  const table = useRef<HTMLTableElement>(null)
  const isFitted = useFitting(table, !isGrowing)
  return (
    <div data-slot="table" data-growing={!isFitted || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: a frame, not a set of form fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the arrow keys must reach it (WCAG 2.1.1) */}
      <div data-slot="table-frame" role="group" aria-label="Table" tabIndex={0}>
        <table ref={table} dir="auto">
          {children}
        </table>
      </div>
      <TableActions table={table} isWhole={isFitted} />
    </div>
  )
}

type TableRef = RefObject<HTMLTableElement | null>

/** The ways to take it along, once it is whole. A word that comes into the table changes nothing here. */
const TableActions = memo(({ table, isWhole }: { table: TableRef; isWhole: boolean }) => {
  const { state, copy } = useCopy()
  return (
    <div data-no-copy className={cn('flex min-h-7.5 items-center justify-end print:hidden', !isWhole && 'invisible')}>
      <span role="status" className="flex-1 px-2 text-right">
        {state === 'refused' && 'Copying is blocked here. Select the table instead.'}
      </span>
      <IconButton
        label={state === 'copied' ? 'Copied' : 'Copy table'}
        variant="quiet"
        size="sm"
        onClick={() => table.current && copy(toTabs(table.current), toTableHtml(table.current))}
      >
        {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
      </IconButton>
      <IconButton
        label="Download table as CSV"
        variant="quiet"
        size="sm"
        onClick={() => table.current && saveFile('table.csv', 'text/csv;charset=utf-8', toCsv(table.current))}
      >
        <Download size={15} />
      </IconButton>
    </div>
  )
})

/** True once the table is complete. The visible rows and cells are measured before and after their columns change, in one frame. */
const useFitting = (table: TableRef, isWhole: boolean): boolean => {
  const [isFitted, setFitted] = useState(isWhole)
  const before = useRef<Place[]>([])
  useLayoutEffect(() => {
    if (!isWhole || isFitted) return
    before.current = placesOf(table.current)
    setFitted(true)
  }, [table, isWhole, isFitted])
  useLayoutEffect(() => {
    if (!isFitted) return
    // All are measured before the first of them moves: after that each would be laid out anew to be measured.
    const moves = before.current.map(({ element, left, top }) => {
      const now = element.getBoundingClientRect()
      // A cell goes up and down with its row.
      return { element, by: element instanceof HTMLTableRowElement ? { y: top - now.top } : { x: left - now.left } }
    })
    for (const { element, by } of moves) glide(element, by)
    before.current = []
  }, [isFitted])
  return isFitted
}

type Place = { element: Element; left: number; top: number }

/** The positions of the visible rows and their cells. */
const placesOf = (table: HTMLTableElement | null): Place[] =>
  [...(table?.rows ?? [])].flatMap((row) => {
    const { left, top, bottom } = row.getBoundingClientRect()
    if (bottom < 0 || top > innerHeight) return []
    const cells = [...row.cells].map((cell) => ({ element: cell, left: cell.getBoundingClientRect().left, top }))
    return [{ element: row, left, top }, ...cells]
  })

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
