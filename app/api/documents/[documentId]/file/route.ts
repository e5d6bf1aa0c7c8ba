import { type DocumentInfo, isImageType } from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import { parseDocumentId } from '@/lib/protocol/ids'
import { openFile } from '@/lib/server/documents/documents'
import { bodyLengthHeader } from '@/lib/server/http/body-length'
import { hasAlready, readRange } from '@/lib/server/http/byte-range'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { problem } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')

const reads = { visitor: 'may', params: { documentId: parseDocumentId } } as const

/** The file itself, or a part of it, to be saved: no browser takes it for a page of ours. */
export const GET = handle('GET /api/documents/:id/file', reads, async ({ request, owner, params }) => {
  const { document, read } = await openFile(owner, params.documentId, services())
  const { id, size } = document
  // A file never changes: it is there under its id, or gone.
  const etag = `"${id}"`
  // No browser keeps a copy: a file that is deleted is gone. Who keeps one on purpose is spared a second.
  const always = { etag, 'cache-control': 'private, no-store', 'accept-ranges': 'bytes' }
  if (hasAlready(request.headers, etag)) return new Response(null, { status: 304, headers: always })
  const range = readRange(request.headers, { size, etag })
  if (range === 'none') return withHeaders(problem(new AppError('no-such-part')), { 'content-range': `bytes */${size}` })
  const { first, last } = range ?? { first: 0, last: size - 1 }
  const headers = {
    ...always,
    ...toFileHeaders(document),
    [bodyLengthHeader]: String(last + 1 - first),
    ...(range && { 'content-range': `bytes ${first}-${last}/${size}` }),
  }
  return new Response(read(range), { status: range ? 206 : 200, headers })
})

const toFileHeaders = ({ name, type }: DocumentInfo) => ({
  // An image is drawn where a page of ours has it; nothing else is shown by any browser.
  'content-type': isImageType(type) ? `image/${type}` : 'application/octet-stream',
  'content-disposition': `attachment; filename="${name.replace(/[^\w.() -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, toEscape)}`,
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
})

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** What `encodeURIComponent` leaves, and a header may not have. */
const toEscape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
