import { Refusal } from '@/lib/documents/refusal'
import { withoutSigns } from '@/lib/documents/without-signs'
import { cleanText } from '@/lib/protocol/read-field'
import { choosePassages } from './choose-passages'
import { decodePage } from './decode-page'
import { type Block, type PagePassage, toPassages } from './passages'
import { type HtmlText, readHtml } from './read-html'

/** A page as it was fetched, and what is wanted of it. */
export type PageQuestion = { bytes: Uint8Array; contentType: string; lookingFor?: string; maxBytes: number }

/** The passages that were chosen; `chars` is how long the whole text is. Or why there are none, in words that follow the name of its site. */
export type PageText =
  | { title: string; date?: string; passages: PagePassage[]; chars: number; isWhole: boolean }
  | { problem: string }

const maxTitleChars = 200

/** The text of a page of HTML, Markdown, JSON or any other text, or of a PDF. */
export async function readPage({ bytes, contentType, ...wanted }: PageQuestion): Promise<PageText> {
  const read = isPdf(bytes, contentType) ? await readPdf(bytes) : readText(bytes, contentType)
  if ('problem' in read) return read
  const { title, date, blocks } = read
  const passages = toPassages(blocks).map(withoutMarks)
  if (passages.length === 0) return { problem: 'has no text that can be read without running its scripts' }
  const chosen = choosePassages(passages, wanted)
  return {
    title: title.slice(0, maxTitleChars).trim(),
    ...(date !== undefined && { date }),
    passages: chosen,
    chars: passages.reduce((sum, passage) => sum + passage.text.length, 0),
    isWhole: chosen.length === passages.length,
  }
}

type ReadText = HtmlText | { problem: string }

function readText(bytes: Uint8Array, contentType: string): ReadText {
  const text = cleanText(decodePage(bytes, contentType))
  if (isBinary(text)) return { problem: 'is no text' }
  return isHtml(text, contentType) ? readHtml(text) : readPlain(text)
}

/** A page of a PDF is a part of its own, so that a passage says where it stands: "page 4". */
async function readPdf(bytes: Uint8Array): Promise<ReadText> {
  try {
    const { pdf } = await import('@/lib/documents/types/pdf')
    const { sections } = await pdf.read(bytes)
    const blocks = sections.flatMap(({ text, place = '' }): Block[] => [
      { kind: 'heading', text: place, markdown: place },
      ...text.split(/\n\s*\n/).map((part): Block => ({ kind: 'paragraph', text: part.trim(), markdown: part.trim() })),
    ])
    return { title: '', blocks: blocks.filter(({ text }) => text !== '') }
  } catch (error) {
    if (error instanceof Refusal) return { problem: 'is a PDF in which no text can be read' }
    throw error
  }
}

const isPdf = (bytes: Uint8Array, contentType: string): boolean =>
  /^application\/(x-)?pdf/i.test(contentType.trim()) || Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'

const isHtml = (text: string, contentType: string): boolean => {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === '' || type === 'text/plain') return /^\s*<(?:!doctype html|html|head|body)[\s>]/i.test(text)
  return /html|[/+]xml$/.test(type)
}

/** A text has hardly any characters that no encoding gives. */
const isBinary = (text: string): boolean => {
  const start = text.slice(0, 20_000)
  return (start.match(/\ufffd/g)?.length ?? 0) > start.length / 20
}

/** Paragraphs are set apart by empty lines, and headings marked as in Markdown. */
function readPlain(text: string): HtmlText {
  const blocks = text.split(/\n\s*\n/).flatMap((part): Block[] => {
    const paragraph = part.replace(/^\n+|\s+$/g, '')
    const heading = /^#{1,6} +([^\n]+)$/.exec(paragraph)?.[1]
    if (heading !== undefined) return [{ kind: 'heading', text: heading, markdown: heading }]
    return paragraph === '' ? [] : [{ kind: 'paragraph', text: paragraph, markdown: paragraph }]
  })
  const [first] = blocks
  return { title: first?.kind === 'heading' ? first.text : '', blocks }
}

/** What the model reads, before it is measured; what people are shown stays as the page has it. */
const withoutMarks = (passage: PagePassage): PagePassage => ({ ...passage, markdown: withoutSigns(passage.markdown) })
