import { type DocumentPassage, type DocumentType, documentLimits, isImageType } from '@/lib/protocol/document'
import { kindNames, kindOf, toLatin } from './file-kind'
import { cutPassages, type ReadPassage } from './passages'
import { Refusal, tooLong } from './refusal'
import { fileTypes } from './types'
import type { Content, FileType, GivenFile } from './types/file-type'

/** What was read in a file. The passages with their headings, one after the other, are all of its text. */
export type ReadDocument = { type: DocumentType; pages?: number; chars: number; passages: DocumentPassage[] }

/** Reads a file, in the worker: it may take long, and take much memory. Throws a `Refusal` with the reason why it cannot. */
export async function readDocument(file: GivenFile): Promise<ReadDocument> {
  const { type, pages, chars, passages } = await readWhole(file)
  return {
    type,
    chars,
    passages: passages.map(({ markdown, ...passage }) => withLines(passage)),
    ...(pages !== undefined && { pages }),
  }
}

/** A file and all of its passages. */
export async function readWhole(
  file: GivenFile,
): Promise<Omit<Content, 'blocks'> & { type: DocumentType; chars: number; passages: ReadPassage[] }> {
  if (file.bytes.length === 0) throw new Refusal('This file is empty.', { ofPage: noTextOnPage })
  const { type, read } = findType(file)
  const { blocks, ...content } = await read(file)
  if (blocks.reduce((sum, { text }) => sum + text.length, 0) > documentLimits.maxChars) throw new Refusal(tooLong)
  const passages = await cutPassages(blocks)
  if (passages.length === 0 && !content.isImage) throw new Refusal('There is no text in this file.', { ofPage: noTextOnPage })
  if (passages.length > maxPassages) throw new Refusal(tooManyParts)
  return { type, ...content, chars: passages.reduce((sum, { text }) => sum + text.length, 0), passages }
}

/** The most passages of a file. In what people write a heading has a few words under it at least. */
const maxPassages = 20_000
const tooManyParts = `This file has more than ${maxPassages.toLocaleString('en')} headings or pages. Add the part that you need.`
const noTextOnPage = 'has no text that can be read without running its scripts'

/** What has no other place is found by its lines. */
const withLines = (passage: DocumentPassage): DocumentPassage => {
  const { place, fromLine, toLine } = passage
  if (place !== undefined || fromLine === undefined) return passage
  return { ...passage, place: fromLine === toLine ? `line ${fromLine}` : `lines ${fromLine}–${toLine}` }
}

/** What a file is, by what is in it; what it is called and said to be only tell one text from another. */
function findType({ bytes, name, declaredType = '', isPage = false }: GivenFile): FileType {
  const kind = kindOf(bytes)
  if (kind === 'office') throw new Refusal(toLatin(bytes).includes(encryptedPackage) ? encrypted : oldOffice)
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const named = fileTypes.find(({ endings }) => endings.includes(ending))
  // One kind of image is as good as another. An address may end in anything.
  if (named && named.kind !== kind && !isPage && !(isImageType(kind) && isImageType(named.kind)))
    throw new Refusal(
      `The name of this file says ${named.label}, but it is ${kindNames[kind]}. Name it by what it is and add it again.`,
    )
  const types = fileTypes.filter((fileType) => fileType.kind === kind)
  const said = declaredType.split(';')[0]?.trim().toLowerCase() ?? ''
  // Feeds are read as pages are; in a file of XML its signs count.
  const mediaType = isPage ? said.replace(/^.*[/+]xml$/, 'text/html') : said
  const declared = types.find(({ mediaTypes }) => mediaTypes?.test(mediaType))
  // Of UTF-16 every other byte is zero, and a mark may come before anything.
  const start = toLatin(bytes.subarray(0, 2048))
    .replaceAll('\0', '')
    .replace(/^(?:ï»¿|ÿþ|þÿ)/, '')
  const seen = types.find(({ looksLike }) => looksLike?.test(start))
  const byName = named && types.includes(named) ? named : undefined
  // A site knows what it sends. A browser guesses, by the name.
  const found = isPage ? (declared ?? seen ?? byName) : (byName ?? declared ?? seen)
  return found ?? (types.at(-1) as FileType)
}

/** The name of a stream in the files of Office that are encrypted, as UTF-16. */
const encryptedPackage = [...'EncryptedPackage'].join('\0')
const encrypted = 'This file is protected with a password. Save it without one and add it again.'
const oldOffice = 'This is a file of an old Office format, which is not read here. Save it as DOCX, CSV or PDF and add that.'
