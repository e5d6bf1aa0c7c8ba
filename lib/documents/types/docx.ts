import type JSZip from 'jszip'
import { Refusal } from '@/lib/documents/refusal'
import type { ZipEntry } from '@/lib/documents/zip'
import type { Content, FileType, GivenFile } from './file-type'
import { withoutHiddenWords } from './hidden-words'

/** A document of Word, by its headings. */
export const docx: FileType = {
  type: 'docx',
  label: 'DOCX',
  kind: 'zip',
  endings: ['docx'],
  read,
}

async function read({ bytes }: GivenFile): Promise<Content> {
  const [{ checkZip }, { loadAsync }, { default: mammoth }, { readHtmlFile }] = await Promise.all([
    import('@/lib/documents/zip'),
    import('jszip'),
    import('mammoth'),
    import('@/lib/documents/html/read-html'),
  ])
  checkEntries(await checkZip(bytes, (name) => /\.(xml|rels)$/i.test(name)))
  const options = {
    // A file brings no rules of its own, and its pictures are not unpacked.
    includeEmbeddedStyleMap: false,
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  }
  try {
    const zip = await loadAsync(bytes)
    const { value } = await mammoth.convertToHtml({ buffer: await toShown(zip, bytes) }, options)
    return { blocks: readHtmlFile(value) }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('This DOCX is damaged and could not be read.', { cause: error })
  }
}

/** The parts of a document that have words of it. */
const parts = ['document', 'footnotes', 'endnotes'].map((name) => `word/${name}.xml`)

/** The document as it is seen on paper, as bytes. */
async function toShown(zip: JSZip, bytes: Uint8Array): Promise<Buffer> {
  const styles = await zip.file('word/styles.xml')?.async('string')
  let isChanged = false
  for (const name of parts) {
    const text = await zip.file(name)?.async('string')
    const shown = text && withoutHiddenWords(text, styles)
    if (!shown || shown === text) continue
    zip.file(name, shown)
    isChanged = true
  }
  return isChanged ? zip.generateAsync({ type: 'nodebuffer' }) : Buffer.from(bytes)
}

function checkEntries(entries: ZipEntry[]): void {
  const has = (name: RegExp) => entries.some((entry) => name.test(entry.name))
  if (entries.some(({ isEncrypted }) => isEncrypted))
    throw new Refusal('This file is encrypted. Save it without a password and add it again.')
  if (has(/(^|\/)vba(Project|Data)/i))
    throw new Refusal('This document has macros, which are programs. Save it as DOCX without macros and add it again.')
  if (has(/^word\/document\.xml$/)) return
  if (has(/^xl\//)) throw new Refusal('This is a workbook, which is not read here. Save the sheet as CSV and add that.')
  if (has(/^ppt\//)) throw new Refusal('This is a presentation, which is not read here. Save it as PDF and add that.')
  if (has(/^content\.xml$/)) throw new Refusal('This is an OpenDocument file, which is not read here. Save it as DOCX or PDF.')
  if (has(/^META-INF\/container\.xml$/))
    throw new Refusal('This is an e-book, which is not read here. Save it as PDF and add that.')
  throw new Refusal('This is an archive. Unpack it and add the files that are in it.')
}
