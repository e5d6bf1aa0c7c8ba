import { shareNotFound, toShareId } from '@/lib/protocol/share'
import { checkOrigin } from '@/lib/server/http/origin'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'
import { stopSharing } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { GET, HEAD, OPTIONS, PATCH, POST, PUT } = refuseOthers('DELETE')

/** Stops a link of the visitor's own. */
export const DELETE = handle(
  'DELETE /api/shares/:id',
  async (request: Request, context: { params: Promise<{ shareId: string }> }) => {
    const shared = services()
    checkOrigin(request, shared.env)
    const owner = visitorOf(request)
    const shareId = toShareId((await context.params).shareId)
    if (!owner) throw shareNotFound()
    await stopSharing(owner, shareId, shared)
    return new Response(null, { status: 204 })
  },
)
