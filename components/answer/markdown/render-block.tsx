import type { Token, Tokens } from 'marked'
import { memo, type ReactNode } from 'react'
import { type AnswerToken, known } from '@/lib/markdown/tokens'
import { CodeBlock } from './code-block'
import { Formula } from './formula'
import { type Drawing, renderInline } from './render-inline'
import { TableFrame } from './table-frame'

type BlockProps = { token: AnswerToken; drawing: Drawing }

/** One block of an answer. Drawn again only when its own text changes, which for a finished one is never. */
export const AnswerBlock = memo(
  ({ token, drawing }: BlockProps) => renderBlock(token, drawing),
  (a, b) => a.token.raw === b.token.raw && a.token.type === b.token.type && isSameDrawing(a.drawing, b.drawing),
)

const isSameDrawing = (a: Drawing, b: Drawing): boolean =>
  a.citations === b.citations && a.references === b.references && a.tail?.fade === b.tail?.fade && !a.tail === !b.tail

const maxDepth = 16

const renderBlock = (token: AnswerToken, drawing: Drawing): ReactNode => {
  if (drawing.depth > maxDepth) return <p>{token.raw}</p>
  const leaf = drawing.tail && { 'data-growing': true }
  // A block takes its direction from its first strong letter; what is in it follows, so list and bar are on the same side.
  const dir = drawing.depth === 0 ? 'auto' : undefined
  switch (token.type) {
    case 'paragraph':
    case 'text':
      return (
        <p {...leaf} dir={dir}>
          {renderInline(token.type === 'text' ? (token.tokens ?? [token]) : token.tokens, drawing)}
        </p>
      )
    case 'heading': {
      // The page has its h1; an answer's own begins at h2.
      const Tag = token.depth <= 2 ? 'h2' : token.depth === 3 ? 'h3' : 'h4'
      return (
        <Tag {...leaf} dir={dir}>
          {renderInline(token.tokens, drawing)}
        </Tag>
      )
    }
    case 'code':
      return (
        <CodeBlock
          code={token.text}
          language={token.lang ?? ''}
          isGrowing={drawing.tail !== undefined && !(token.isClosed ?? isClosed(token.raw))}
          isLive={drawing.isLive ?? false}
        />
      )
    case 'formula':
      return <Formula tex={token.tex} source={token.raw} display={token.display} />
    case 'blockquote':
      return <blockquote dir={dir}>{renderBlocks(token.tokens, deeper(drawing))}</blockquote>
    case 'list':
      return <List token={token} drawing={drawing} />
    case 'table':
      return <Table token={token} drawing={drawing} />
    case 'details':
      return (
        <details open={token.isOpen} dir={dir}>
          <summary>{renderSummary(token.summary, drawing)}</summary>
          {renderBlocks(token.tokens, deeper(drawing))}
        </details>
      )
    case 'definition':
    case 'note':
      return null
    case 'hr':
      return <hr />
    case 'space':
    case 'checkbox':
      return null
    default:
      return <p>{token.raw}</p>
  }
}

/** A summary that is still to come is empty; one that was never written says what the browser would. */
const renderSummary = (summary: Token[], drawing: Drawing): ReactNode => {
  if (summary.length > 0) return renderInline(summary, { ...drawing, tail: undefined })
  return drawing.tail ? null : 'Details'
}

const renderBlocks = (tokens: Token[], drawing: Drawing): ReactNode => {
  const list = known(tokens).filter((token) => token.type !== 'space' && token.type !== 'checkbox')
  const finished = { ...drawing, tail: undefined }
  let at = 0
  return list.map((token, i) => {
    const key = at
    at += token.raw.length || 1
    return <AnswerBlock key={key} token={token} drawing={i === list.length - 1 ? drawing : finished} />
  })
}

const deeper = (drawing: Drawing): Drawing => ({ ...drawing, depth: drawing.depth + 1 })

const isClosed = (raw: string): boolean => /\n[ \t>]*(?:`{3,}|~{3,})\s*$/.test(raw) || !/^[ \t>]*[`~]{3}/.test(raw)

const List = ({ token, drawing }: { token: Tokens.List; drawing: Drawing }) => {
  const groups: ReactNode[] = []
  const finished = { ...drawing, tail: undefined }
  for (let i = 0; i < token.items.length; i += group) {
    const isLast = i + group >= token.items.length
    groups.push(<Items key={i} items={token.items.slice(i, i + group)} drawing={isLast ? drawing : finished} />)
  }
  const dir = drawing.depth === 0 ? 'auto' : undefined
  return token.ordered ? (
    <ol start={token.start === 1 ? undefined : Number(token.start)} dir={dir}>
      {groups}
    </ol>
  ) : (
    <ul dir={dir}>{groups}</ul>
  )
}

/** Items in groups, so that a frame of a long list asks React about the groups instead of about every item. */
const group = 16
const Items = memo(
  ({ items, drawing }: { items: Tokens.ListItem[]; drawing: Drawing }) => {
    const finished = { ...drawing, tail: undefined }
    // biome-ignore lint/suspicious/noArrayIndexKey: items are only ever added at the end
    return items.map((item, i) => <Item key={i} item={item} drawing={i === items.length - 1 ? drawing : finished} />)
  },
  (a, b) =>
    a.items.length === b.items.length &&
    a.items.every((item, i) => item === b.items[i] || item.raw === b.items[i]?.raw) &&
    isSameDrawing(a.drawing, b.drawing),
)

/**
 * Whether a list is loose (CommonMark's word for blank lines between items) is known only at its end, so all items are drawn
 * alike, each paragraph in a `p`, and nothing above moves when a blank line comes late.
 */
const Item = memo(
  ({ item, drawing }: { item: Tokens.ListItem; drawing: Drawing }) => (
    <li data-task={item.task || undefined}>
      {item.task && (
        <input type="checkbox" disabled checked={item.checked === true} aria-label={item.checked ? 'Done' : 'To do'} />
      )}
      {renderBlocks(withoutCheckbox(item.tokens), deeper(drawing))}
    </li>
  ),
  (a, b) => a.item.raw === b.item.raw && isSameDrawing(a.drawing, b.drawing),
)

/** The lexer puts the box beside the text in a tight list and inside the paragraph in a loose one. */
const withoutCheckbox = (tokens: Token[]): Token[] =>
  known(tokens).map((token) =>
    token.type === 'paragraph' && token.tokens[0]?.type === 'checkbox' ? { ...token, tokens: token.tokens.slice(1) } : token,
  )

const Table = ({ token, drawing }: { token: Tokens.Table; drawing: Drawing }) => {
  const finished = { ...drawing, tail: undefined }
  const groups: Cells[][] = []
  for (let i = 0; i < token.rows.length; i += group) groups.push(token.rows.slice(i, i + group))
  return (
    <TableFrame isGrowing={drawing.tail !== undefined}>
      <thead>
        <tr>
          {token.header.map((cell, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <th key={column} scope="col" data-align={cell.align ?? undefined}>
              {renderInline(cell.tokens, finished)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map((rows, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added at the end
          <Rows key={i} rows={rows} drawing={i === groups.length - 1 ? drawing : finished} />
        ))}
      </tbody>
    </TableFrame>
  )
}

type Cells = Tokens.TableCell[]

/** Rows in groups, for the same reason as items. */
const Rows = memo(
  ({ rows, drawing }: { rows: Cells[]; drawing: Drawing }) => {
    const finished = { ...drawing, tail: undefined }
    // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added at the end
    return rows.map((cells, i) => <Row key={i} cells={cells} drawing={i === rows.length - 1 ? drawing : finished} />)
  },
  (a, b) =>
    a.rows.length === b.rows.length &&
    a.rows.every((cells, i) => isSameRow(cells, b.rows[i] ?? [])) &&
    isSameDrawing(a.drawing, b.drawing),
)

const isSameRow = (a: Cells, b: Cells): boolean =>
  a.length === b.length && a.every((cell, i) => cell.text === b[i]?.text && cell.align === b[i]?.align)

const Row = memo(
  ({ cells, drawing }: { cells: Cells; drawing: Drawing }) => {
    const finished = { ...drawing, tail: undefined }
    const last = cells.findLastIndex((cell) => cell.text)
    const isGrowing = (column: number) => column === last && drawing.tail !== undefined
    return (
      <tr>
        {cells.map((cell, column) => (
          <td
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            key={column}
            data-align={cell.align ?? undefined}
            data-growing={isGrowing(column) || undefined}
          >
            {renderInline(cell.tokens, column === last ? drawing : finished)}
          </td>
        ))}
      </tr>
    )
  },
  (a, b) => isSameRow(a.cells, b.cells) && isSameDrawing(a.drawing, b.drawing),
)
