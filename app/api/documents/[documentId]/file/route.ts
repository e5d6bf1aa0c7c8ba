import { isImageType } from '@/lib/protocol/document'
import { parseDocumentId } from '@/lib/protocol/ids'
import { openFile } from '@/lib/server/documents/documents'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')

const reads = { visitor: 'may', params: { documentId: parseDocumentId } } as const

/** The file itself, to be saved: no browser takes it for a page of ours. */
export const GET = handle('GET /api/documents/:id/file', reads, async ({ owner, params }) => {
  const { document, body } = await openFile(owner, params.documentId, services())
  const plainName = document.name.replace(/[^\w.() -]/g, '_')
  const headers = {
    // An image is drawn where a page of ours has it; nothing else is shown by any browser.
    'content-type': isImageType(document.type) ? `image/${document.type}` : 'application/octet-stream',
    'content-length': String(document.size),
    'content-disposition': `attachment; filename="${plainName}"; filename*=UTF-8''${encodeURIComponent(document.name).replace(/['()*]/g, toEscape)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  }
  return new Response(body, { headers })
})

/** What `encodeURIComponent` leaves, and a header may not have. */
const toEscape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
