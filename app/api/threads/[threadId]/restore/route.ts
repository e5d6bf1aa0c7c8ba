import { AppError } from '@/lib/protocol/error'
import { toThreadId } from '@/lib/protocol/run-input'
import { checkOrigin } from '@/lib/server/http/origin'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'
import { bringBackThread } from '@/lib/server/threads'

export const dynamic = 'force-dynamic'
export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = refuseOthers('POST')

/** Takes the deletion of a conversation back, while that is possible. */
export const POST = handle(
  'POST /api/threads/:id/restore',
  async (request: Request, context: { params: Promise<{ threadId: string }> }) => {
    const shared = services()
    checkOrigin(request, shared.env)
    const owner = visitorOf(request)
    const threadId = toThreadId((await context.params).threadId)
    if (!owner) throw new AppError('not-found')
    return json(await bringBackThread(owner, threadId, shared))
  },
)
