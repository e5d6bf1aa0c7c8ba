import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { widthOf } from '@/lib/markdown/syntax'
import type { Table } from './read-table'

type Props = {
  /** Its name, for screen readers. */
  name: string
  table: Table
  /** The lines of the file that are cited, if any. */
  cited: { from: number; to: number } | undefined
}

/** Rows that are drawn above and below those in sight. */
const spareRows = 12

/** A table that scrolls in both directions under its head. Only the rows near those in sight are drawn. */
export const TableView = ({ name, table: { columns, rows, isRightToLeft }, cited }: Props) => {
  const scroller = useRef<HTMLElement>(null)
  const rowPx = useRowPx()
  const [top, setTop] = useState(0)
  const isCited = ({ fromLine, toLine }: (typeof rows)[number]) =>
    cited !== undefined && fromLine <= cited.to && toLine >= cited.from
  const firstCited = cited === undefined ? -1 : rows.findIndex(isCited)
  useLayoutEffect(() => {
    // With two rows of what stands before it.
    if (firstCited >= 0) scroller.current?.scrollTo({ top: Math.max(0, firstCited - 2) * rowPx })
  }, [firstCited, rowPx])

  const start = Math.max(0, top - spareRows)
  const end = Math.min(rows.length, top + Math.ceil(window.innerHeight / rowPx) + spareRows)
  const cell = 'h-[2rem] max-h-[2rem] truncate border-line border-b px-3 leading-normal'
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <section
      ref={scroller}
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too
      tabIndex={0}
      onScroll={({ currentTarget }) => setTop(Math.floor(currentTarget.scrollTop / rowPx))}
      className="scroll-thin max-h-[62dvh] max-sm:max-h-[calc(82dvh-12rem)] overflow-auto overscroll-contain rounded-md border border-line"
    >
      <table
        dir={isRightToLeft ? 'rtl' : 'ltr'}
        aria-rowcount={rows.length + 1}
        className="table-fixed border-separate border-spacing-0 text-sm tabular-nums"
        // As wide as its longest cells, up to a limit, whatever is in sight: no column changes while it is scrolled.
        style={{ width: `max(100%, calc(${width}ch + ${columns.length * 1.5 + 4}rem))` }}
      >
        <colgroup>
          <col style={{ width: '4rem' }} />
          {columns.map((column) => (
            <col key={column.index} style={{ width: `calc(${column.width}ch + 1.5rem)` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={cn(cell, 'sticky start-0 top-0 z-raised bg-sunken text-end font-normal text-ink-3')}>
              Line
            </th>
            {columns.map((column) => (
              <th
                key={column.index}
                scope="col"
                title={column.name}
                className={cn(cell, 'sticky top-0 bg-sunken font-medium', column.isNumeric ? 'text-right' : 'text-start')}
              >
                <bdi>{column.name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space rows={start} />
          {rows.slice(start, end).map((row, index) => (
            <tr key={row.fromLine} aria-rowindex={start + index + 2} className={cn(isCited(row) && 'bg-accent-tint')}>
              <td className={cn(cell, 'sticky start-0 text-end text-ink-3', isCited(row) ? 'bg-accent-tint' : 'bg-surface')}>
                {isCited(row) ? <mark className="bg-transparent font-medium text-accent-ink">{row.fromLine}</mark> : row.fromLine}
              </td>
              {columns.map((column) => (
                <td
                  key={column.index}
                  title={isCut(row.cells[column.index], column.width) ? row.cells[column.index] : undefined}
                  className={cn(cell, column.isNumeric ? 'text-right' : 'text-start')}
                >
                  <bdi>{row.cells[column.index]}</bdi>
                </td>
              ))}
            </tr>
          ))}
          <Space rows={rows.length - end} />
        </tbody>
      </table>
    </section>
  )
}

const isCut = (cell = '', width: number): boolean => widthOf(cell) > width || cell.includes('\n')

/** In place of rows that are not drawn. */
const Space = ({ rows }: { rows: number }) =>
  rows > 0 && (
    <tr aria-hidden>
      <td className="p-0" style={{ height: `${rows * 2}rem` }} />
    </tr>
  )

/** The height of a row in px, which is two lines of the person's own text size. */
const useRowPx = (): number => {
  const [px, setPx] = useState(32)
  useEffect(() => setPx(2 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 32), [])
  return px
}
