'use client'

import { memo, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { glide } from '@/components/ui/screen'
import { TableActions, type TableCopy, toHarmless } from '@/components/ui/table-actions'
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
      <Actions table={table} isWhole={isFitted} />
    </div>
  )
}

type TableRef = RefObject<HTMLTableElement | null>

/** The ways to take it along, once it is whole. A word that comes into the table changes nothing here. */
const Actions = memo(({ table, isWhole }: { table: TableRef; isWhole: boolean }) => (
  <TableActions onRead={() => (table.current ? readTable(table.current) : undefined)} className={cn(!isWhole && 'invisible')} />
))

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

/** The cells as text, and the table as HTML with its links and emphasis. */
const readTable = (table: HTMLTableElement): TableCopy => {
  const rows = [...table.rows].map((row) => [...row.cells].map(toCellText))
  const root = document.createElement('div')
  const copy = root.appendChild(table.cloneNode(true) as HTMLTableElement)
  // Spreadsheets take HTML first, and run what is in its cells, too.
  for (const cell of copy.querySelectorAll('th, td')) if (toHarmless(toCellText(cell)) !== toCellText(cell)) cell.prepend("'")
  return { rows, html: toReadable(root).html }
}

const toCellText = (cell: Element): string => toReadable(cell.cloneNode(true) as HTMLElement).text
