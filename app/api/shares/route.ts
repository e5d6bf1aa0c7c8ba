import { AppError } from '@/lib/protocol/error'
import { parseShareRequest } from '@/lib/protocol/share'
import { checkOrigin } from '@/lib/server/http/origin'
import { readJson } from '@/lib/server/http/read-body'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'
import { share } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = refuseOthers('POST')

/** Makes a link that anyone can open to a conversation as it is now: a `ShareRequest` in, 201 with a `ShareSummary` out. */
export const POST = handle('POST /api/shares', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const owner = visitorOf(request)
  const asked = parseShareRequest(await readJson(request))
  if (!owner) throw new AppError('not-found')
  return json(await share({ ...asked, owner }, shared), 201)
})
