import { decodeText } from '@/lib/documents/decode-text'
import type { TextBlock } from '@/lib/documents/passages'
import type { Content, FileType } from './file-type'

/** Markdown is read by its headings. */
export const markdown: FileType = {
  type: 'markdown',
  label: 'Markdown',
  kind: 'text',
  endings: ['md', 'markdown', 'mdown', 'mkd'],
  mediaTypes: /^text\/(x-)?markdown$/,
  read: async (file) => toContent(decodeText(file).split('\n')),
}

/** A line that begins with `#` is a heading, unless it stands in a block of code. */
function toContent(lines: string[]): Content {
  const blocks: TextBlock[] = []
  let held: string[] = []
  let firstLine = 1
  let fence: string | undefined
  const finish = () => {
    if (held.length > 0) blocks.push({ kind: 'paragraph', text: held.join('\n'), firstLine })
    held = []
  }
  for (const [index, line] of lines.entries()) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (fence === undefined) fence = mark
    else if (mark?.startsWith(fence)) fence = undefined
    const isShort = line.length <= maxHeadingChars
    const text = fence === undefined && isShort ? /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1] : undefined
    if (!text) {
      held.push(line)
      continue
    }
    finish()
    firstLine = index + 2
    blocks.push({ kind: 'heading', text, firstLine: index + 1 })
  }
  finish()
  const [first] = blocks
  return { blocks, ...(first?.kind === 'heading' && { title: first.text }) }
}

/** A longer line is none, and would take long to compare. */
const maxHeadingChars = 1000
