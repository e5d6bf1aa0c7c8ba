import type { AskedFile } from '@/lib/protocol/event'
import { formatCount } from './format-run'

/** Whether a file is an image, by its type as the server or the browser names it. */
export const isImage = ({ type }: Pick<AskedFile, 'type'>): boolean => /^(image\/.*|png|jpeg|webp|gif)$/.test(type)

/** "12 KB", "1.4 MB": as file managers show it. */
export const formatSize = (bytes: number): string => {
  if (bytes < 1000) return formatCount(bytes, ['byte', 'bytes'])
  const kilobytes = bytes / 1024
  if (kilobytes < 1000) return `${Math.max(1, Math.round(kilobytes))} KB`
  return `${Number((kilobytes / 1024).toFixed(1))} MB`
}

/** What a file is, after its name: "PDF, 12 pages, 1.4 MB". */
export const formatFile = ({ name, type, size, pages }: AskedFile): string =>
  [kindOf(type, name), ...(pages === undefined ? [] : [formatCount(pages, ['page', 'pages'])]), formatSize(size)].join(', ')

const kinds: Record<string, string> = { pdf: 'PDF', docx: 'Word', markdown: 'Markdown', csv: 'CSV', html: 'HTML', text: 'Text' }

const kindOf = (type: string, name: string): string =>
  kinds[type] ?? (isImage({ type }) ? 'Image' : (/\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? 'File'))
