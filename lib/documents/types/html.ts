import { decodeText } from '@/lib/documents/decode-text'
import type { FileType } from './file-type'

/** A page of HTML, as the text that it shows: of a file all of it, of a page of the web the article. */
export const html: FileType = {
  type: 'html',
  label: 'HTML',
  kind: 'text',
  endings: ['html', 'htm', 'xhtml'],
  mediaTypes: /html/,
  looksLike: /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head|body)\b/i,
  read: async (file) => {
    const { readHtmlFile, readHtmlPage } = await import('@/lib/documents/html/read-html')
    const text = decodeText(file)
    return file.isPage ? readHtmlPage(text) : { blocks: readHtmlFile(text) }
  },
}
