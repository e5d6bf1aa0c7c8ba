import { decodeText } from '@/lib/documents/decode-text'
import { toLatin } from '@/lib/documents/file-kind'
import { htmlToSections } from '@/lib/documents/html-sections'
import type { FileType } from './file-type'

/** A page of HTML, as the text that it shows. */
export const html: FileType = {
  type: 'html',
  kind: 'text',
  endings: ['html', 'htm', 'xhtml'],
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  looksLike: /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html)\b/i,
  read: async (bytes) => ({ sections: await htmlToSections(decodeText(bytes, declaredCharset(bytes))) }),
}

/** The encoding that a page says it has; it is believed where the bytes are no UTF-8. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const label = /<meta[^>]+charset\s*=\s*["']?([\w-]{2,40})/i.exec(toLatin(bytes.subarray(0, 2048)))?.[1]
  try {
    return label && new TextDecoder(label).encoding
  } catch {
    return undefined // It is no encoding that there is.
  }
}
