import { useState } from 'react'
import type { JsonNode } from './result-shape'

/** Flat rows as a table: five, then all of them on request. It scrolls sideways inside its own frame. */
export const RowsTable = ({ columns, rows }: { columns: string[]; rows: Map<string, JsonNode>[] }) => {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, firstRows)
  return (
    <div className="rows">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="rows-scroll" aria-label="Result" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" data-k={rows[0]?.get(column)?.kind}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a finished result never change
              <tr key={index}>
                {columns.map((column) => (
                  <Cell key={column} node={row.get(column)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!all && rows.length > firstRows && (
        <button type="button" className="more-button" onClick={() => setAll(true)}>
          Show all {rows.length} rows
        </button>
      )}
    </div>
  )
}

const firstRows = 5

const Cell = ({ node }: { node: JsonNode | undefined }) => {
  if (node === undefined || node.kind === 'array' || node.kind === 'object') return <td />
  return <td data-k={node.kind}>{node.text}</td>
}
