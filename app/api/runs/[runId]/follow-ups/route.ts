import { parseRunId } from '@/lib/protocol/ids'
import { findFollowUps } from '@/lib/server/follow-ups'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

const reads = { visitor: 'may', params: { runId: parseRunId } } as const

/** Questions to go on with after an answer, found when they are first asked for: `FollowUps`. None where that fails. */
export const POST = handle('POST /api/runs/:id/follow-ups', reads, async ({ request, owner, params: { runId } }) => {
  const shared = services()
  const own = readOwnModels(request.headers, owner, shared.env)
  return json(await findFollowUps(runId, { owner, own }, shared))
})
