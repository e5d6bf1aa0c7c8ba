import type { DocumentPassage } from '@/lib/protocol/document'

/**
 * What stands on its own in a file or a page: a heading, a paragraph, an item of a list, a row of a table, a line, a block of code.
 * Items begin with `• `, the cells of a row are separated by ` | `.
 */
export type TextBlock = {
  kind: 'heading' | 'paragraph' | 'item' | 'row' | 'line' | 'code'
  text: string
  /** The page of a PDF that it stands on, counted from 1. */
  page?: number
  /** The number of its first line, where its text is lines of the file. */
  firstLine?: number
  /** Its first and its last line, where its text says otherwise what they say. */
  lines?: [from: number, to: number]
}

/** A passage, and the same as a model reads it: `markdown`, in which code and tables are marked. */
export type ReadPassage = DocumentPassage & { markdown: string }

/** About three paragraphs: short enough to be quoted, long enough to be understood. */
const passageChars = 1000
const maxPlaceChars = 120

/**
 * Blocks as passages. A new one begins at each heading, on each page, and between blocks where one is full; a block that is too long is
 * cut between paragraphs, lines, sentences or words. A heading is the place of what stands under it. Under some there is nothing: these
 * are text, so that nothing is lost.
 */
export async function cutPassages(blocks: Iterable<TextBlock>): Promise<ReadPassage[]> {
  const passages: ReadPassage[] = []
  let held: TextBlock[] = []
  let chars = 0
  let heading: TextBlock | undefined
  let place: string | undefined
  const finish = () => {
    if (held.length > 0) passages.push(toPassage(held, place))
    held = []
    chars = 0
  }
  const add = async (block: TextBlock) => {
    const parts = block.text.length > passageChars ? await cut(block) : [block]
    for (const [index, part] of parts.entries()) {
      if (index > 0 || chars + part.text.length > passageChars || part.page !== held[0]?.page) finish()
      held.push(part)
      chars += part.text.length + 1
    }
  }
  for (const block of blocks) {
    const trimmed = trim(block)
    if (trimmed.text === '') continue
    if (trimmed.kind === 'heading') {
      if (heading) await add(heading)
      else finish()
      place = undefined
      heading = trimmed
      continue
    }
    if (heading) {
      finish()
      place = heading.text.slice(0, maxPlaceChars).toWellFormed()
      if (place !== heading.text) await add(heading)
      heading = undefined
    }
    await add(trimmed)
  }
  if (heading) await add(heading)
  finish()
  return passages
}

function trim(block: TextBlock): TextBlock {
  const text = block.kind === 'code' ? block.text.replace(/^\s*\n/, '').trimEnd() : block.text.trim()
  if (block.firstLine === undefined) return { ...block, text }
  return { ...block, text, firstLine: block.firstLine + countLines(block.text.slice(0, block.text.indexOf(text))) }
}

/** Loaded when a text is long enough to be cut: it takes longer than to read most files. */
const createSplitter = async () => {
  const { RecursiveCharacterTextSplitter } = await import('@langchain/textsplitters')
  return new RecursiveCharacterTextSplitter({
    chunkSize: passageChars,
    chunkOverlap: 0,
    separators: ['\n\n', '\n', '. ', '? ', '! ', '。', '？', '！', ' ', ''],
  })
}
let splitter: ReturnType<typeof createSplitter> | undefined

/** The parts of a long block, each with its own lines. */
async function cut(block: TextBlock): Promise<TextBlock[]> {
  const parts: TextBlock[] = []
  splitter ??= createSplitter()
  for (const { pageContent, metadata } of await (await splitter).createDocuments([block.text])) {
    // The splitter leaves the mark that ends a sentence to the next part.
    const [mark = ''] = /^[.?!。？！]\s*/.exec(pageContent) ?? []
    const last = parts.at(-1)
    if (last) last.text += mark.trim()
    const text = last ? pageContent.slice(mark.length) : pageContent
    const { firstLine } = block
    if (text !== '')
      parts.push({ ...block, text, ...(firstLine !== undefined && { firstLine: firstLine + metadata['loc'].lines.from - 1 }) })
  }
  return parts
}

function toPassage(blocks: TextBlock[], heading: string | undefined): ReadPassage {
  const page = blocks[0]?.page
  const place = page === undefined ? heading : `page ${page}`
  const [fromLine] = linesOf(blocks[0])
  const [, toLine] = linesOf(blocks.at(-1))
  return {
    text: join(blocks, ({ text }) => text),
    markdown: join(blocks, toMarkdown),
    ...(place !== undefined && { place }),
    ...(page !== undefined && { page }),
    ...(fromLine !== undefined && toLine !== undefined && { fromLine, toLine }),
  }
}

const linesOf = ({ text, firstLine, lines }: TextBlock = { kind: 'line', text: '' }): [from?: number, to?: number] =>
  lines ?? (firstLine === undefined ? [] : [firstLine, firstLine + countLines(text)])

const countLines = (text: string): number => text.split('\n').length - 1

const join = (blocks: TextBlock[], toText: (block: TextBlock, before: TextBlock | undefined) => string): string =>
  blocks
    .map((block, index) => {
      const before = blocks[index - 1]
      const gap = before && (isTight.has(block.kind) && block.kind === before.kind ? '\n' : '\n\n')
      return `${gap ?? ''}${toText(block, before)}`
    })
    .join('')

const isTight: ReadonlySet<TextBlock['kind']> = new Set(['item', 'row', 'line'])

function toMarkdown({ kind, text }: TextBlock, before: TextBlock | undefined): string {
  if (kind === 'code') {
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
    return `${fence}\n${text}\n${fence}`
  }
  // The first row is taken for the names of the columns, as Markdown wants one.
  if (kind === 'row' && before?.kind !== 'row') return `${text}\n${text.split(' | ').fill('---').join(' | ')}`
  return text
}
