import { parseThreadId } from '@/lib/protocol/ids'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { bringBackThread } from '@/lib/server/runs/threads'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = refuseOthers('POST')

const reads = { visitor: 'must', params: { threadId: parseThreadId } } as const

/** Takes the deletion of a conversation back, while that is possible. */
export const POST = handle('POST /api/threads/:id/restore', reads, async ({ owner, params }) =>
  json(await bringBackThread(owner, params.threadId, services())),
)
