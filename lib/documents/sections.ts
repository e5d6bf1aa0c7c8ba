import type { DocumentPassage } from '@/lib/protocol/document'

/** A stretch of a file that has a place of its own: a page, what stands under one heading, or the lines of a text. */
export type Section = {
  text: string
  /** Where it stands, in words: "page 4", or its heading. Without it the lines are said. */
  place?: string
  page?: number
  /** The number of its first line, where a file is read by lines. */
  firstLine?: number
  /** Its first and its last line, where what is read is not the lines themselves. */
  lines?: [from: number, to: number]
}

/** About three paragraphs: short enough to be quoted, long enough to be understood. */
const passageChars = 1000

/** Loaded when a text is long enough to be cut: it takes longer than to read most files. */
const createSplitter = async () => {
  const { RecursiveCharacterTextSplitter } = await import('@langchain/textsplitters')
  return new RecursiveCharacterTextSplitter({
    chunkSize: passageChars,
    chunkOverlap: 0,
    separators: ['\n\n', '\n', '. ', '? ', '! ', '。', '？', '！', ' ', ''],
  })
}

/** Sections as passages: what is short stays whole, what is long is cut between paragraphs, lines, sentences or words. */
export async function toPassages(sections: readonly Section[]): Promise<DocumentPassage[]> {
  const passages: DocumentPassage[] = []
  for (const section of sections) {
    const trimmed = section.text.trim()
    if (trimmed === '') continue
    const before = section.text.slice(0, section.text.indexOf(trimmed[0] ?? ''))
    const firstLine = section.firstLine === undefined ? undefined : section.firstLine + countLines(before)
    if (trimmed.length <= passageChars) passages.push(toPassage(section, trimmed, firstLine))
    else for (const [text, line] of await cut(trimmed)) passages.push(toPassage(section, text, firstLine && firstLine + line))
  }
  return passages
}

let splitter: Awaited<ReturnType<typeof createSplitter>> | undefined

/** The parts of a long text, each with the number of lines before it. */
async function cut(text: string): Promise<[text: string, line: number][]> {
  const parts: [string, number][] = []
  splitter ??= await createSplitter()
  for (const { pageContent, metadata } of await splitter.createDocuments([text])) {
    // The splitter leaves the mark that ends a sentence to the next part.
    const [mark = ''] = /^[.?!。？！]\s*/.exec(pageContent) ?? []
    const last = parts.at(-1)
    if (last) last[0] += mark.trim()
    const rest = last ? pageContent.slice(mark.length) : pageContent
    if (rest !== '') parts.push([rest, metadata['loc'].lines.from - 1])
  }
  return parts
}

function toPassage({ place, page, lines }: Section, text: string, firstLine: number | undefined): DocumentPassage {
  const [fromLine, toLine] = lines ?? (firstLine === undefined ? [] : [firstLine, firstLine + countLines(text)])
  if (fromLine === undefined || toLine === undefined)
    return { text, ...(place !== undefined && { place }), ...(page !== undefined && { page }) }
  return { text, place: place ?? formatLines(fromLine, toLine), fromLine, toLine }
}

const formatLines = (from: number, to: number): string => (from === to ? `line ${from}` : `lines ${from}–${to}`)

const countLines = (text: string): number => text.split('\n').length - 1
