import { decodeText } from '@/lib/documents/decode-text'
import type { FileType } from './file-type'

/** Plain text, and whatever else is made of lines: code, logs, configuration. It is last, since any text is one. */
export const text: FileType = {
  type: 'text',
  label: 'text',
  kind: 'text',
  endings: ['txt', 'text', 'log'],
  read: async (file) => ({ blocks: [{ kind: 'paragraph', text: decodeText(file), firstLine: 1 }] }),
}
