import { AppError } from '@/lib/protocol/error'
import { toThreadId } from '@/lib/protocol/run-input'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'
import { sharesOf } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

/** The links of a conversation that can be opened now: a `ShareList`. */
export const GET = handle(
  'GET /api/threads/:id/shares',
  async (request: Request, context: { params: Promise<{ threadId: string }> }) => {
    const owner = visitorOf(request)
    const threadId = toThreadId((await context.params).threadId)
    if (!owner) throw new AppError('not-found')
    return json(await sharesOf(owner, threadId, services()))
  },
)
