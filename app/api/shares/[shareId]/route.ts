import { parseShareId, shareNotFound } from '@/lib/protocol/share'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { noContent } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'
import { stopSharing } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { GET, HEAD, OPTIONS, PATCH, POST, PUT } = refuseOthers('DELETE')

const reads = { visitor: 'may', params: { shareId: parseShareId } } as const

/** Stops a link of the visitor's own. */
export const DELETE = handle('DELETE /api/shares/:id', reads, async ({ owner, params }) => {
  if (!owner) throw shareNotFound()
  await stopSharing(owner, params.shareId, services())
  return noContent()
})
