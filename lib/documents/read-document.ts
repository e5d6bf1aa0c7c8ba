import { type DocumentPassage, type DocumentType, documentLimits, isImageType } from '@/lib/protocol/document'
import { type FileKind, kindOf, toLatin } from './file-kind'
import { Refusal, tooLong } from './refusal'
import { toPassages } from './sections'
import { fileTypes } from './types'
import type { FileType } from './types/file-type'

/** A file, as it was given: its bytes, what it is called, and what a browser says it is. */
export type GivenFile = { bytes: Uint8Array; name: string; declaredType?: string | undefined }

/** What was read in it. The passages, one after the other, are all of its text. */
export type ReadDocument = { type: DocumentType; pages?: number; chars: number; passages: DocumentPassage[] }

/** Reads a file, in the worker: it may take long, and take much memory. Throws a `Refusal` with the reason why it cannot. */
export async function readDocument({ bytes, name, declaredType }: GivenFile): Promise<ReadDocument> {
  if (bytes.length === 0) throw new Refusal('This file is empty.')
  const fileType = findType({ bytes, name, declaredType })
  const { sections, pages, isImage } = await fileType.read(bytes)
  if (sections.reduce((sum, { text }) => sum + text.length, 0) > documentLimits.maxChars) throw new Refusal(tooLong)
  const passages = await toPassages(sections)
  if (passages.length === 0 && !isImage) throw new Refusal('There is no text in this file.')
  const chars = passages.reduce((sum, { text }) => sum + text.length, 0)
  return { type: fileType.type, chars, passages, ...(pages !== undefined && { pages }) }
}

/** What a file is, by what is in it; its name and its declared type only tell one text from another. */
function findType({ bytes, name, declaredType = '' }: GivenFile): FileType {
  const kind = kindOf(bytes)
  if (kind === 'office') throw new Refusal(toLatin(bytes).includes(encryptedPackage) ? encrypted : oldOffice)
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const said = fileTypes.find(({ endings }) => endings.includes(ending))
  const isImage = isImageType(kind)
  // One kind of image is as good as another.
  if (said && said.kind !== kind && !(isImage && isImageType(said.kind))) throw new Refusal(lies(said.type, kind))
  if (kind !== 'text') return ofKind(kind)[0] as FileType
  const texts = ofKind('text')
  const start = toLatin(bytes.subarray(0, 1024))
  const found =
    said ??
    texts.find(({ mediaTypes }) => mediaTypes?.includes(declaredType.split(';')[0]?.trim().toLowerCase() ?? '')) ??
    texts.find(({ looksLike }) => looksLike?.test(start))
  return found ?? (texts.at(-1) as FileType)
}

const ofKind = (kind: FileKind): FileType[] => fileTypes.filter((fileType) => fileType.kind === kind)

/** The name of a stream in the files of Office that are encrypted, as UTF-16. */
const encryptedPackage = [...'EncryptedPackage'].join('\0')
const encrypted = 'This file is protected with a password. Save it without one and add it again.'
const oldOffice = 'This is a file of an old Office format, which is not read here. Save it as DOCX, CSV or PDF and add that.'

const imageNames = { png: 'an image', jpeg: 'an image', gif: 'an image', webp: 'an image' } as const
const typeNames: Record<DocumentType, string> = {
  ...imageNames,
  pdf: 'PDF',
  docx: 'DOCX',
  html: 'HTML',
  markdown: 'Markdown',
  csv: 'CSV',
  text: 'text',
}
const kindNames: Record<FileKind, string> = {
  ...imageNames,
  pdf: 'a PDF',
  zip: 'a packed file',
  office: 'a file of Office',
  text: 'text',
}

const lies = (said: DocumentType, kind: FileKind): string =>
  `The name of this file says ${typeNames[said]}, but it is ${kindNames[kind]}. Name it by what it is and add it again.`
