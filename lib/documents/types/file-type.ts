import type { FileKind } from '@/lib/documents/file-kind'
import type { TextBlock } from '@/lib/documents/passages'
import type { DocumentType } from '@/lib/protocol/document'

/**
 * A file as it was given: its bytes, what it is called, and what it is said to be, by a browser or by a site. A page of the web is a file
 * too, called by the end of its address.
 */
export type GivenFile = { bytes: Uint8Array; name: string; declaredType?: string | undefined; isPage?: boolean }

/** What is read out of a file; `title` and `date` are what it says of itself, the date as `2026-05-01`. */
export type Content = { blocks: TextBlock[]; pages?: number; isImage?: true; title?: string; date?: string }

/** A kind of file that can be read. Another one is a file beside this, and its line in `index.ts`. */
export type FileType = {
  type: DocumentType
  /** What people call it. */
  label: string
  /** What its first bytes must say. */
  kind: FileKind
  /** How names of such files end. */
  endings: readonly string[]
  /** What a browser or a site may call it. */
  mediaTypes?: RegExp
  /** What tells it from other texts, whatever it is called. */
  looksLike?: RegExp
  /** Loads the library that it needs, as no other kind does. Throws a `Refusal` with the reason why it cannot be read. */
  read(file: GivenFile): Promise<Content>
}
