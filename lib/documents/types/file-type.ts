import type { FileKind } from '@/lib/documents/file-kind'
import type { Section } from '@/lib/documents/sections'
import type { DocumentType } from '@/lib/protocol/document'

/** What is read out of a file. */
export type Content = { sections: Section[]; pages?: number; isImage?: true }

/** A kind of file that can be read. Another one is a file beside this, and its line in `index.ts`. */
export type FileType = {
  type: DocumentType
  /** What its first bytes must say. */
  kind: FileKind
  /** How names of such files end. */
  endings: readonly string[]
  /** What a browser may call it. */
  mediaTypes?: readonly string[]
  /** What tells it from other texts, whatever it is called. */
  looksLike?: RegExp
  /** Loads the library that it needs, as no other kind does. Throws a `Refusal` with the reason why it cannot be read. */
  read(bytes: Uint8Array): Promise<Content>
}
