import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { JsonNode } from './result-shape'

/** Flat rows as a table: five, then all of them on request. It scrolls sideways inside its own frame. */
export const RowsTable = ({ columns, rows }: { columns: string[]; rows: Map<string, JsonNode>[] }) => {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, firstRows)
  return (
    <div className="overflow-hidden rounded-md border border-line">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="scroll-thin overflow-x-auto" aria-label="Result" tabIndex={0}>
        <table className="w-full text-ink text-sm">
          <thead className="bg-sunken text-ink-2">
            <tr>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={cn('px-3 py-1.75 font-medium whitespace-nowrap', sideOf(rows[0]?.get(column)))}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a finished result never change
              <tr key={index} className="border-line border-t">
                {columns.map((column) => (
                  <Cell key={column} node={row.get(column)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!all && rows.length > firstRows && (
        <Button variant="link" size="xs" className="mx-2 mt-0.5 mb-1" onClick={() => setAll(true)}>
          Show all {rows.length} rows
        </Button>
      )}
    </div>
  )
}

const firstRows = 5

const Cell = ({ node }: { node: JsonNode | undefined }) => (
  <td className={cn('px-3 py-1.5', sideOf(node))}>{node && 'text' in node ? node.text : ''}</td>
)

/** Numbers stand at the right, digit under digit. */
const sideOf = (node: JsonNode | undefined): string => (node?.kind === 'number' ? 'text-right tabular-nums' : 'text-left')
