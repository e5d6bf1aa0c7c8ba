import { parseDocumentId, parseThreadId } from '@/lib/protocol/ids'
import { removeFile } from '@/lib/server/documents/documents'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { noContent } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { GET, HEAD, PATCH, POST, PUT } = refuseOthers('DELETE')

const reads = { visitor: 'may', params: { threadId: parseThreadId, documentId: parseDocumentId } } as const

/** Removes a file from a chat, for good. What answers have quoted of it stays in them. */
export const DELETE = handle('DELETE /api/threads/:id/documents/:id', reads, async ({ owner, params }) => {
  await removeFile(owner, params.threadId, params.documentId, services())
  return noContent()
})
