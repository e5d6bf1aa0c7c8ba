import type { ImageType } from '@/lib/protocol/document'
import { Refusal } from './refusal'

/** What a file is, by its first bytes: these say more than its name, which anybody may have chosen. */
export type FileKind = 'pdf' | 'zip' | 'office' | 'text' | ImageType

/** What a file of a kind is called, where its name says something else. */
export const kindNames: Record<FileKind, string> = {
  pdf: 'a PDF',
  zip: 'a packed file',
  office: 'a file of Office',
  text: 'text',
  png: 'an image',
  jpeg: 'an image',
  gif: 'an image',
  webp: 'an image',
}

/** Throws a `Refusal` for what is known and cannot be read here: sound, programs, archives. */
export function kindOf(bytes: Uint8Array): FileKind {
  if (startsWith(bytes, 'PK\x03\x04')) return 'zip'
  if (startsWith(bytes, 'PK\x05\x06')) throw new Refusal(archive)
  if (startsWith(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'office'
  // Some writers put a few bytes before the mark, and readers of PDF look for it as far as this.
  if (toLatin(bytes.subarray(0, 1024)).includes('%PDF-')) return 'pdf'
  const image = images.find(([, mark, at]) => startsWith(bytes.subarray(at), mark))
  if (image) return image[0]
  const known = signatures.find(([, ...marks]) => marks.some(([mark, at = 0]) => startsWith(bytes.subarray(at), mark)))
  if (known) throw new Refusal(known[0])
  return 'text'
}

const archive = 'This is an archive. Unpack it and add the files that are in it.'
const program = 'This is a program, and programs are not read.'
const otherImage = 'This is an image of a kind that is not read here. Save it as PNG or JPEG and add that.'
const media = 'This is a sound or a video, and no text can be read in it.'

const images: [type: ImageType, mark: string, at: number][] = [
  ['png', '\x89PNG\r\n\x1a\n', 0],
  ['jpeg', '\xff\xd8\xff', 0],
  ['gif', 'GIF8', 0],
  ['webp', 'WEBP', 8],
]

/** A sentence, and the marks by which such a file is known: a text of Latin-1, and where it stands. */
const signatures: [sentence: string, ...marks: [mark: string, at?: number][]][] = [
  [
    archive,
    ['\x1f\x8b'],
    ['7z\xbc\xaf\x27\x1c'],
    ['Rar!\x1a\x07'],
    ['BZh'],
    ['\xfd7zXZ\0'],
    ['\x28\xb5\x2f\xfd'],
    ['ustar', 257],
  ],
  [program, ['MZ'], ['\x7fELF'], ['\xcf\xfa\xed\xfe'], ['\xce\xfa\xed\xfe'], ['\xca\xfe\xba\xbe'], ['\0asm'], ['dex\n']],
  [otherImage, ['II*\0'], ['MM\0*'], ['ftyphei', 4], ['ftypmif1', 4], ['ftypavif', 4], ['\0\0\x01\0'], ['8BPS']],
  [media, ['ID3'], ['OggS'], ['fLaC'], ['WAVE', 8], ['AVI ', 8], ['ftyp', 4], ['\x1aE\xdf\xa3'], ['\xff\xfb'], ['\xff\xf3']],
  ['This is RTF, which is not read here. Save it as DOCX or PDF and add that.', ['{\\rtf']],
  ['This is a database, which is not read here. Export what you need as CSV.', ['SQLite format 3\0']],
]

const startsWith = (bytes: Uint8Array, mark: string): boolean => toLatin(bytes.subarray(0, mark.length)) === mark

/** A byte is a character, so that bytes can be looked for as text; also in a browser, which has no `Buffer`. */
export function toLatin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}
