import { Refusal } from '@/lib/documents/refusal'
import type { ZipEntry } from '@/lib/documents/zip'
import type { Content, FileType, GivenFile } from './file-type'

/** A document of Word, by its headings. */
export const docx: FileType = {
  type: 'docx',
  label: 'DOCX',
  kind: 'zip',
  endings: ['docx'],
  read,
}

async function read({ bytes }: GivenFile): Promise<Content> {
  const [{ checkZip }, { default: JSZip }, { default: mammoth }, { readHtmlFile }] = await Promise.all([
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
    const zip = await JSZip.loadAsync(bytes)
    const text = await zip.file(mainPart)?.async('string')
    const shown = text?.replace(runs, (run) => (isHidden(run) ? '' : run))
    if (shown !== undefined && shown !== text) zip.file(mainPart, shown)
    const buffer = shown === text ? Buffer.from(bytes) : await zip.generateAsync({ type: 'nodebuffer' })
    const { value } = await mammoth.convertToHtml({ buffer }, options)
    return { blocks: readHtmlFile(value) }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('This DOCX is damaged and could not be read.', { cause: error })
  }
}

const mainPart = 'word/document.xml'
/** Stretches of text of one look, in which no other begins. */
const runs = /<w:r(?: [^<>]*)?>(?:(?!<w:r[ >]|<\/w:r>)[\s\S])*<\/w:r>/g
/** Text that Word shows to nobody, as HTML that is not displayed. How it looked before a change that is tracked does not count. */
const isHidden = (run: string): boolean =>
  /<w:vanish(?: w:val="(?:1|true|on)")?\s*\/>/.test(run.split('<w:rPrChange')[0] + (run.split('</w:rPrChange>')[1] ?? ''))

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
