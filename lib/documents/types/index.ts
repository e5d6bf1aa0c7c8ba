import { csv } from './csv'
import { docx } from './docx'
import type { FileType } from './file-type'
import { html } from './html'
import { images } from './images'
import { markdown } from './markdown'
import { pdf } from './pdf'
import { text } from './text'

/** What can be read, the first that fits. */
export const fileTypes: readonly FileType[] = [pdf, docx, ...images, html, markdown, csv, text]
