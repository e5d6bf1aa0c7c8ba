import { parseThreadId } from '@/lib/protocol/ids'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'
import { sharesOf } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

const reads = { visitor: 'must', params: { threadId: parseThreadId } } as const

/** The links of a conversation that can be opened now: a `ShareList`. */
export const GET = handle('GET /api/threads/:id/shares', reads, async ({ owner, params }) =>
  json(await sharesOf(owner, params.threadId, services())),
)
