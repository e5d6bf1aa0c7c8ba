import type { TextBlock } from '@/lib/documents/passages'
import { Refusal } from '@/lib/documents/refusal'
import { documentLimits } from '@/lib/protocol/document'
import { cleanText } from '@/lib/protocol/read-field'
import type { Content, FileType, GivenFile } from './file-type'

/** A PDF, page by page. */
export const pdf: FileType = { type: 'pdf', label: 'PDF', kind: 'pdf', endings: ['pdf'], read }

async function read({ bytes }: GivenFile): Promise<Content> {
  const { getDocumentProxy } = await import('unpdf')
  // Quiet, and no code out of the file is ever run. The library takes the bytes for itself.
  const file = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, isEvalSupported: false, stopAtErrors: false }).catch(
    refuse,
  )
  const pages = file.numPages
  if (pages > documentLimits.maxPages)
    throw new Refusal(tooManyPages(pages), { ofPage: `is a PDF of more than ${documentLimits.maxPages} pages` })
  const blocks: TextBlock[] = []
  let chars = 0
  for (let number = 1; number <= pages; number += 1) {
    const page = await file.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const text = toText(items.flatMap((item) => ('str' in item ? [item.str + (item.hasEOL ? '\n' : '')] : [])).join(''))
    chars += text.length
    blocks.push({ kind: 'paragraph', text, page: number })
    // With this page it is too long, which `read-document.ts` refuses.
    if (chars > documentLimits.maxChars) break
  }
  if (chars < 2 * pages) throw new Refusal(noText, { ofPage: 'is a PDF in which no text can be read' })
  return { pages, blocks }
}

function refuse(error: unknown): never {
  const isLocked = error instanceof Error && error.name === 'PasswordException'
  throw isLocked
    ? new Refusal(locked, { cause: error, ofPage: 'is a PDF that is protected with a password' })
    : new Refusal(damaged, { cause: error, ofPage: 'is a PDF that is damaged' })
}

const locked = 'This PDF is protected with a password. Save it without one and add it again.'
const damaged = 'This PDF is damaged and could not be read.'
const noText = 'This PDF has no text, only pictures of pages. Run text recognition (OCR) on it and add it again.'
const tooManyPages = (pages: number): string =>
  `This PDF has ${pages.toLocaleString('en')} pages, and at most ${documentLimits.maxPages} are read. Add the part that you need.`

/** A word that a line break has cut is made whole. */
const toText = (text: string): string => cleanText(text).replace(/(\p{Ll})[-\u00ad]\n(\p{Ll})/gu, '$1$2')
