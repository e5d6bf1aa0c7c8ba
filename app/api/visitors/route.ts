import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { createVisitor, toToken } from '@/lib/server/http/visitor'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

/** A new visitor, for clients without cookies: they send the token as `Authorization: Bearer …`. */
export const POST = handle('POST /api/visitors', { visitor: 'anybody' }, () => json({ token: toToken(createVisitor()) }, 201))
