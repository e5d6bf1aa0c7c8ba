import { Refusal } from '@/lib/documents/refusal'
import type { Section } from '@/lib/documents/sections'
import { documentLimits } from '@/lib/protocol/document'
import { cleanText } from '@/lib/protocol/read-field'
import type { FileType } from './file-type'

/** A PDF, a section for each page. */
export const pdf: FileType = { type: 'pdf', kind: 'pdf', endings: ['pdf'], mediaTypes: ['application/pdf'], read }

async function read(bytes: Uint8Array) {
  const { getDocumentProxy } = await import('unpdf')
  // Quiet, and no code out of the file is ever run. The library takes the bytes for itself.
  const file = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, isEvalSupported: false, stopAtErrors: false }).catch(
    refuse,
  )
  const pages = file.numPages
  if (pages > documentLimits.maxPages) throw new Refusal(tooManyPages(pages))
  const sections: Section[] = []
  let chars = 0
  for (let number = 1; number <= pages; number += 1) {
    const page = await file.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const text = toText(items.flatMap((item) => ('str' in item ? [item.str + (item.hasEOL ? '\n' : '')] : [])).join(''))
    chars += text.length
    sections.push({ text, page: number, place: `page ${number}` })
    // With this page it is too long, which `read-document.ts` refuses.
    if (chars > documentLimits.maxChars) break
  }
  if (chars < 2 * pages) throw new Refusal(noText)
  return { pages, sections }
}

function refuse(error: unknown): never {
  const isLocked = error instanceof Error && error.name === 'PasswordException'
  throw new Refusal(isLocked ? locked : 'This PDF is damaged and could not be read.', { cause: error })
}

const locked = 'This PDF is protected with a password. Save it without one and add it again.'
const noText = 'This PDF has no text, only pictures of pages. Run text recognition (OCR) on it and add it again.'
const tooManyPages = (pages: number): string =>
  `This PDF has ${pages.toLocaleString('en')} pages, and at most ${documentLimits.maxPages} are read. Add the part that you need.`

/** A word that a line break has cut is made whole. */
const toText = (text: string): string => cleanText(text).replace(/(\p{Ll})[-\u00ad]\n(\p{Ll})/gu, '$1$2')
