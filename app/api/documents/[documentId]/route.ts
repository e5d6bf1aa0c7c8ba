import { parseDocumentId } from '@/lib/protocol/ids'
import { readStoredDocument } from '@/lib/server/documents/documents'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')

const reads = { visitor: 'may', params: { documentId: parseDocumentId } } as const

/** What was read in a file: a `StoredDocument`, whose passages are all of its text. */
export const GET = handle('GET /api/documents/:id', reads, async ({ owner, params }) =>
  json(await readStoredDocument(owner, params.documentId, services())),
)
