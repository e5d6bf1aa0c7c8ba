import { decodeText } from '@/lib/documents/decode-text'
import type { Section } from '@/lib/documents/sections'
import type { FileType } from './file-type'

/** Markdown, a section for each heading. */
export const markdown: FileType = {
  type: 'markdown',
  kind: 'text',
  endings: ['md', 'markdown', 'mdown', 'mkd'],
  mediaTypes: ['text/markdown', 'text/x-markdown'],
  read: async (bytes) => ({ sections: toSections(decodeText(bytes).split('\n')) }),
}

/** A line that begins with `#` is a heading, unless it stands in a block of code. */
function toSections(lines: string[]): Section[] {
  const sections: { lines: string[]; place?: string; firstLine: number }[] = [{ lines: [], firstLine: 1 }]
  let fence: string | undefined
  for (const [index, line] of lines.entries()) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (fence === undefined) fence = mark
    else if (mark?.startsWith(fence)) fence = undefined
    const place = fence === undefined ? /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1]?.slice(0, 120) : undefined
    if (place) sections.push({ lines: [line], place, firstLine: index + 1 })
    else sections.at(-1)?.lines.push(line)
  }
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n') }))
}
