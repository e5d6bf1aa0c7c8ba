import type { Ms, ThreadId } from './event'

/** The id of a file that was added to a chat; made by the server, and hard to guess. */
export type DocumentId = string & { readonly brand: 'DocumentId' }

/** Images have no text: they are kept for models that see. */
export const imageTypes = ['png', 'jpeg', 'gif', 'webp'] as const
/** The types of images. */
export type ImageType = (typeof imageTypes)[number]
/** The types of files that can be read, by what is in them. */
export type DocumentType = 'pdf' | 'docx' | 'markdown' | 'text' | 'csv' | 'html' | ImageType

/** Whether this type of file is an image, which has no text and is shown to models that see. */
export const isImageType = (type: string): type is ImageType => (imageTypes as readonly string[]).includes(type)

/** A file that was added to a chat. What cannot be read is refused when it is uploaded, so whatever is kept is `ready`. */
export type DocumentInfo = {
  id: DocumentId
  /** The name of the file, without a path. */
  name: string
  type: DocumentType
  /** In bytes. */
  size: number
  /** How many pages a PDF has. */
  pages?: number
  /** How long its text is; 0 of an image. */
  chars: number
  addedAt: Ms
  state: 'ready'
}

/**
 * A part of the text of a document. All of them, one after the other, are all of its text; `place` says in words where this one
 * stands: "page 4", "lines 12–30", or the heading above it.
 */
export type DocumentPassage = { text: string; place?: string; page?: number; fromLine?: number; toLine?: number }

/** The answer of `GET /api/documents/:id`: a document with its text, as passages in order. */
export type StoredDocument = { document: DocumentInfo; threadId: ThreadId; passages: DocumentPassage[] }

/** The answer of `GET /api/threads/:threadId/documents`, oldest first. */
export type DocumentList = { documents: DocumentInfo[] }

/** How much a file may be, and how many files a chat may have. */
export const documentLimits = {
  maxBytes: 20 * 1024 * 1024,
  maxImageBytes: 5 * 1024 * 1024,
  maxPages: 300,
  maxChars: 2_000_000,
  maxPerThread: 20,
} as const

/** How large files may be and how many there may be; sizes in bytes. */
export type DocumentLimits = { maxBytes: number; maxImageBytes: number; maxPages: number; maxChars: number; maxPerThread: number }

const pathPrefix = '/documents/'

/** The address of a document as a source, without a place in it. */
export const toDocumentUrl = (id: DocumentId): string => `${pathPrefix}${id}`

/** A passage that was read, with where it stands among all of its file, counted from 0; `toPosition` where several were joined. */
export type PlacedPassage = DocumentPassage & { position: number; toPosition?: number }

/** The address of a passage: that of its document, and the place in it as the hash. */
export const toPassageUrl = (id: DocumentId, passage: PlacedPassage): string => `${toDocumentUrl(id)}#${toPassageHash(passage)}`

/** Where a passage stands, as the hash of an address says it: `page=4&passage=9`, `lines=12-30`, or `passage=3` where a file has neither. */
export function toPassageHash({ page, fromLine, toLine, position, toPosition = position }: PlacedPassage): string {
  if (fromLine !== undefined) return `lines=${fromLine}-${toLine ?? fromLine}`
  const passage = `passage=${position + 1}${toPosition > position ? `-${toPosition + 1}` : ''}`
  return page === undefined ? passage : `page=${page}&${passage}`
}

/** The name of a file as it is kept and shown: without a path, control characters and marks that turn text round; never empty. */
export function toDocumentName(given: string): string {
  const name = given
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+(?=\.|$)/, '')
  if (!name) return 'file'
  if (name.length <= maxNameChars) return name
  const ending = /\.[\p{L}\p{N}]{1,8}$/u.exec(name)?.[0] ?? ''
  return (
    name
      .slice(0, maxNameChars - ending.length - 1)
      .toWellFormed()
      .replace(/\ufffd$/, '') +
    '…' +
    ending
  )
}

const maxNameChars = 160
