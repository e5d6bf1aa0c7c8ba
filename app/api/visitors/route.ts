import { OPTIONS } from '@/lib/server/http/cors'
import { checkOrigin } from '@/lib/server/http/origin'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { createVisitor, toToken } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

/** A new visitor, for clients without cookies: they send the token as `Authorization: Bearer …`. */
export const POST = handle('POST /api/visitors', (request: Request) => {
  checkOrigin(request, services().env)
  return json({ token: toToken(createVisitor()) }, 201)
})
