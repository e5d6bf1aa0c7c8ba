import { type ComponentType, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CopyButton } from '@/components/ui/copy-button'
import { saveFile } from '@/components/ui/save-file'
import { TableActions, type TableCopy, toTableHtml } from '@/components/ui/table-actions'
import { findResultShape, type JsonNode, type ResultShape } from '@/lib/run-view/result-shape'
import type { CallResult } from '@/lib/run-view/state'
import { Output, ScrollingOutput, StepPart } from './step-part'
import { JsonWord } from './tool-call'

/**
 * What draws the result of a tool, by the tool's name, where a step is opened and in run details: `['dice', DiceCard]`. The `value` of a
 * result is JSON text, and from a saved run it may be any text, so a card must draw something for that too. Of a tool that is not here
 * the result is drawn by its shape, as a line, a table, a tree or text.
 */
export const resultCards = new Map<string, ComponentType<{ result: CallResult }>>()

/** A result in full: as its tool's own card, else as a line, a table, a tree, text, or the beginning of a file. */
export const ResultView = ({ result, name }: { result: CallResult; name: string }) => {
  const Card = resultCards.get(name)
  const shape = findResultShape(result)
  const text = shape.shape === 'inline' ? shape.text : (result.value ?? result.content)
  return (
    <StepPart label="Result" actions={<CopyButton text={text} of="result" />}>
      {Card ? <Card result={result} /> : <Shape shape={shape} name={name} />}
    </StepPart>
  )
}

const Shape = ({ shape, name }: { shape: ResultShape; name: string }) => {
  switch (shape.shape) {
    case 'inline':
      return <Output>{shape.text}</Output>
    case 'rows':
      return <RowsTable columns={shape.columns} rows={shape.rows} />
    case 'tree':
      return (
        <Output>
          <JsonTree node={shape.node} />
        </Output>
      )
    case 'text':
      return shape.text === '' ? <Output className="text-ink-3">Empty</Output> : <LongText text={shape.text} />
    case 'big':
      return <BigResult text={shape.text} name={name} />
  }
}

/** Text of any length: its first 112 px, which fade out, and a button that shows the rest. */
export const LongText = ({ text }: { text: string }) => {
  const [showsAll, setShowsAll] = useState(false)
  const isCut = !showsAll && (text.length > maxChars || text.split('\n', maxLines + 1).length > maxLines)
  return (
    <div className="relative">
      <Output className={cn(isCut && fade)}>{isCut ? text.slice(0, maxChars * 4) : text}</Output>
      {isCut && (
        <Button variant="link" size="xs" className="absolute bottom-0.75 left-2 z-raised" onClick={() => setShowsAll(true)}>
          Show all
        </Button>
      )}
    </div>
  )
}

/** In forced colours a gradient would hide nothing under the button, so there it is a plain strip. */
const fade = cn(
  'max-h-28 after:absolute after:inset-x-0 after:bottom-0 after:h-13',
  'after:bg-[linear-gradient(transparent,var(--color-sunken)_72%)]',
  'forced-colors:after:h-8.5 forced-colors:after:bg-[Canvas] forced-colors:after:bg-none',
)

/** About as much as 112 px hold. Counted and not measured, since a folded box has no height. */
const maxChars = 380
const maxLines = 5

/** Flat rows as a table: five at first, and a button that shows all. It scrolls sideways in its own frame. */
const RowsTable = ({ columns, rows }: { columns: string[]; rows: Map<string, JsonNode>[] }) => {
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll ? rows : rows.slice(0, firstRows)
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
                  className={cn('px-3 py-1.75 font-medium whitespace-nowrap', alignmentOf(rows[0]?.get(column)))}
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
      <div className="flex items-center border-line border-t print:hidden">
        {!showsAll && rows.length > firstRows && (
          <Button variant="link" size="xs" className="mx-2" onClick={() => setShowsAll(true)}>
            Show all {rows.length} rows
          </Button>
        )}
        <TableActions onRead={() => toTableCopy(columns, rows)} className="flex-1" />
      </div>
    </div>
  )
}

const firstRows = 5

const Cell = ({ node }: { node: JsonNode | undefined }) => (
  <td className={cn('px-3 py-1.5', alignmentOf(node))}>{toCellText(node)}</td>
)

const toCellText = (node: JsonNode | undefined): string => (node && 'text' in node ? node.text : '')

/** All rows, also those that are not shown yet. */
const toTableCopy = (columns: string[], rows: Map<string, JsonNode>[]): TableCopy => {
  const all = [columns, ...rows.map((row) => columns.map((column) => toCellText(row.get(column))))]
  return { rows: all, html: toTableHtml(all) }
}

/** Numbers are aligned at the right, digit under digit. */
const alignmentOf = (node: JsonNode | undefined): string => (node?.kind === 'number' ? 'text-right tabular-nums' : 'text-left')

/** A JSON document as a tree that is open two levels deep. Numbers have all their digits. */
const JsonTree = ({ node, name, level = 0 }: { node: JsonNode; name?: string; level?: number }) => {
  const label = name !== undefined && (
    <>
      <JsonWord kind="key">{name}</JsonWord>
      <JsonWord kind="mark">: </JsonWord>
    </>
  )
  if (node.kind !== 'array' && node.kind !== 'object') {
    return (
      <div className={cn(level > 0 && 'pl-3.5')}>
        {label}
        <JsonWord kind={node.kind}>{node.kind === 'string' ? JSON.stringify(node.text) : node.text}</JsonWord>
      </div>
    )
  }
  const children: [string, JsonNode][] =
    node.kind === 'object' ? node.entries : node.items.map((item, index) => [String(index), item])
  const [open, close] = node.kind === 'object' ? '{}' : '[]'
  if (children.length === 0) {
    return (
      <div className={cn(level > 0 && 'pl-3.5')}>
        {label}
        <JsonWord kind="mark">{`${open}${close}`}</JsonWord>
      </div>
    )
  }
  return (
    <details open={level < openLevels}>
      <summary className="marker:text-ink-3">
        {label}
        <JsonWord kind="mark">{`${open} ${children.length} ${close}`}</JsonWord>
      </summary>
      <div className="pl-4">
        {children.map(([key, child]) => (
          <JsonTree key={key} node={child} name={key} level={level + 1} />
        ))}
      </div>
    </details>
  )
}

const openLevels = 2

/** A result that is too large for the page: its beginning, its size, and a button that saves it as a file. */
export const BigResult = ({ text, name }: { text: string; name: string }) => {
  const download = () => {
    const isJson = /^\s*[[{]/.test(text)
    saveFile(`${name}-result.${isJson ? 'json' : 'txt'}`, 'text/plain;charset=utf-8', text)
  }
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      <ScrollingOutput aria-label="Start of the result">{text.slice(0, firstChars)}…</ScrollingOutput>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-ink-3 text-sm">First 4 KB of {formatKilobytes(text)}</span>
        <Button onClick={download}>Download</Button>
      </div>
    </div>
  )
}

const firstChars = 4096

const formatKilobytes = (text: string): string => `${Math.round(new Blob([text]).size / 1024).toLocaleString('en-GB')} KB`
