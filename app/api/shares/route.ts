import { parseShareRequest } from '@/lib/protocol/share'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'
import { share } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = refuseOthers('POST')

/** Makes a link that anyone can open to a conversation as it is now: a `ShareRequest` in, 201 with a `ShareSummary` out. */
export const POST = handle('POST /api/shares', { visitor: 'must', body: parseShareRequest }, async ({ owner, body }) =>
  json(await share({ ...body, owner }, services()), 201),
)
