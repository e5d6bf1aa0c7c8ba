import type { Block } from './passages'

const skipped = new Set(['NAV', 'FOOTER', 'ASIDE', 'SCRIPT', 'STYLE', 'HEAD', 'TEMPLATE'])
const headings = /^H[1-6]$/
const inlineElements = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q RUBY RB RP RT S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR'.split(
    ' ',
  ),
)

/** The blocks of an element in the order in which they are read. The tree must be shallow (`boundHtml`). */
export function toBlocks(root: Node): Block[] {
  const blocks: Block[] = []
  /** Inline text that stands between blocks. */
  let loose = ''
  const finish = () => {
    push(blocks, 'paragraph', loose, (text) => text)
    loose = ''
  }
  const visit = (node: Node): void => {
    if (node.nodeType === textNode) {
      loose += node.nodeValue ?? ''
      return
    }
    if (node.nodeType !== elementNode && node.nodeType !== fragmentNode) return
    const element = node as Element
    const name = element.nodeName
    if (skipped.has(name) || isMark(element)) return
    if (name === 'BR') {
      loose += '\n'
    } else if (inlineElements.has(name) && isInline(element)) {
      loose += name === 'CODE' ? `\`${inlineText(element)}\`` : inlineText(element)
    } else if (headings.test(name)) {
      finish()
      // Signs that lead to the heading itself stand beside it.
      push(blocks, 'heading', inlineText(element).replace(/^[\s§#¶]+|[\s§#¶]+$/g, ''), (text) => text)
    } else if (name === 'PRE') {
      finish()
      pushCode(blocks, element.textContent ?? '')
    } else if (name === 'TABLE' && !element.querySelector('table')) {
      finish()
      pushTable(blocks, element)
    } else if ((name === 'LI' || name === 'DT' || name === 'DD') && isInline(element)) {
      finish()
      push(blocks, 'item', inlineText(element), (text) => `- ${text}`)
    } else if (inlineElements.has(name)) {
      for (const child of element.childNodes) visit(child)
    } else {
      finish()
      for (const child of element.childNodes) visit(child)
      finish()
    }
  }
  visit(root)
  finish()
  return blocks
}

const textNode = 3
const elementNode = 1
const fragmentNode = 11

/** A number that leads to a note at the end of the page says nothing here, and looks like a citation. */
const isMark = (element: Element): boolean =>
  element.nodeName === 'SUP' && /^\s*\[?\s*(?:\d{1,4}|[a-z]|note \d+|citation needed)\s*\]\s*$/i.test(element.textContent ?? '')

const isInline = (element: Element): boolean =>
  [...element.children].every((child) => child.nodeName === 'BR' || (inlineElements.has(child.nodeName) && isInline(child)))

const inlineText = (element: Element): string =>
  [...element.childNodes]
    .map((node) => {
      if (node.nodeType === textNode) return node.nodeValue ?? ''
      if (node.nodeType !== elementNode || isMark(node as Element)) return ''
      return node.nodeName === 'BR' ? '\n' : inlineText(node as Element)
    })
    .join('')

function push(blocks: Block[], kind: Block['kind'], raw: string, toMarkdown: (text: string) => string): void {
  const text = raw
    .split('\n\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
  if (text !== '') blocks.push({ kind, text, markdown: toMarkdown(text) })
}

function pushCode(blocks: Block[], raw: string): void {
  const text = raw.replace(/^\n+|\s+$/g, '')
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  if (text !== '') blocks.push({ kind: 'code', text, markdown: `${fence}\n${text}\n${fence}` })
}

/** Each row on a line of its own; the first one is taken for the names of the columns, as Markdown wants one. */
function pushTable(blocks: Block[], table: Element): void {
  const caption = table.querySelector('caption')
  if (caption) push(blocks, 'paragraph', inlineText(caption), (text) => text)
  const rows = [...table.querySelectorAll('tr')]
    .map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()))
    .filter((cells) => cells.some((cell) => cell !== ''))
  for (const [index, cells] of rows.entries()) {
    const line = `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
    const markdown = index === 0 ? `${line}\n|${' --- |'.repeat(cells.length)}` : line
    blocks.push({ kind: 'row', text: cells.join(', '), markdown })
  }
}
