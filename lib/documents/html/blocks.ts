import type { TextBlock } from '@/lib/documents/passages'

const skipped = new Set(['HEAD', 'SCRIPT', 'STYLE', 'TEMPLATE'])
const margins = new Set(['NAV', 'FOOTER', 'ASIDE'])
const headings = /^H[1-6]$/
const items = /^(?:LI|DT|DD)$/
const inlineElements = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q RUBY RB RP RT S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR'.split(
    ' ',
  ),
)

/** The blocks of an element in the order in which they are read. The tree must be shallow (`toBoundedTree`). */
export function toTextBlocks(root: Node, { withMargins = false } = {}): TextBlock[] {
  const blocks: TextBlock[] = []
  /** Inline text that stands between blocks. */
  let loose = ''
  /** Nothing of an item of a list has been read yet. */
  let isItem = false
  const push = (kind: TextBlock['kind'], raw: string, sign = '') => {
    const text = toLines(raw)
    if (text !== '') blocks.push({ kind, text: `${sign}${text}` })
    return text !== ''
  }
  const finish = () => {
    if (push(isItem ? 'item' : 'paragraph', loose, isItem ? '• ' : '')) isItem = false
    loose = ''
  }
  const visitAll = (element: Element) => {
    for (const child of element.childNodes) visit(child)
  }
  const visit = (node: Node): void => {
    if (node.nodeType === textNode) {
      loose += toFlow(node)
      return
    }
    if (node.nodeType !== elementNode && node.nodeType !== fragmentNode) return
    const element = node as Element
    const name = element.nodeName
    if (skipped.has(name) || (!withMargins && margins.has(name)) || isMark(element)) return
    if (name === 'BR') loose += '\n'
    else if (inlineElements.has(name)) {
      if (!isInline(element)) visitAll(element)
      else loose += name === 'CODE' ? `\`${inlineText(element)}\`` : inlineText(element)
    } else {
      finish()
      const rows = name === 'TABLE' ? rowsOf(element) : undefined
      if (headings.test(name)) {
        push('heading', trimSigns(inlineText(element)))
      } else if (name === 'PRE') blocks.push({ kind: 'code', text: element.textContent ?? '' })
      else if (rows) {
        push('paragraph', inlineText(element.querySelector('caption') ?? undefined))
        for (const row of rows) push('row', row)
      } else {
        if (items.test(name)) isItem = true
        visitAll(element)
        finish()
        if (items.test(name)) isItem = false
      }
    }
  }
  visit(root)
  finish()
  return blocks
}

const textNode = 3
const elementNode = 1
const fragmentNode = 11

/** A number that leads to a note at the end of the page says nothing here, and looks like a citation; nor does the way back say anything. */
const isMark = (element: Element): boolean => {
  const mark = marks[element.nodeName]
  const text = mark && (element.textContent ?? '').trim()
  return text !== undefined && text.length < 30 && mark?.test(text) === true
}

const marks: Record<string, RegExp> = {
  SUP: /^\[?\s*(?:\d{1,4}|[a-z]|note \d+|citation needed)\s*\]$/i,
  A: /^[↑↩^]\ufe0e?$/,
}

const isInline = (element: Element): boolean =>
  [...element.children].every((child) => child.nodeName === 'BR' || (inlineElements.has(child.nodeName) && isInline(child)))

/** A heading without the signs beside it that lead to itself. A pattern would look at a long row of them again from each. */
const trimSigns = (heading: string): string => {
  let [from, to] = [0, heading.length]
  while (from < to && /[\s§#¶]/.test(heading[from] ?? '')) from += 1
  while (from < to && /[\s§#¶]/.test(heading[to - 1] ?? '')) to -= 1
  return heading.slice(from, to)
}

/** Line breaks in the source are spaces on the page; where a word may be cut is no letter of it. */
const toFlow = (text: Node): string => (text.nodeValue ?? '').replace(/\s+/g, ' ').replace(/[\u00ad\u200b]/g, '')

const toLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

const inlineText = (element: Element | undefined): string =>
  [...(element?.childNodes ?? [])]
    .map((node) => {
      if (node.nodeType === textNode) return toFlow(node)
      if (node.nodeType !== elementNode || isMark(node as Element)) return ''
      if (node.nodeName === 'BR') return '\n'
      const text = inlineText(node as Element)
      return inlineElements.has(node.nodeName) ? text : ` ${text} `
    })
    .join('')

/** The rows of a table. What has tables in it, or only one column, is a way to lay out a page, and is none. */
function rowsOf(table: Element): string[] | undefined {
  if (table.querySelector('table')) return undefined
  const rows = [...table.querySelectorAll('tr')].map((row) =>
    [...row.children].map((cell) => inlineText(cell).replace(/\s+/g, ' ').trim()),
  )
  if (rows.every((cells) => cells.length < 2)) return undefined
  return rows.filter((cells) => cells.some((cell) => cell !== '')).map((cells) => cells.join(' | '))
}
