import { OPTIONS } from '@/lib/server/cors'
import { checkOrigin } from '@/lib/server/origin'
import { refuseOthers } from '@/lib/server/refuse-methods'
import { handle, json } from '@/lib/server/responses'
import { services } from '@/lib/server/services'
import { createVisitor, toToken } from '@/lib/server/visitor'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

/** A new visitor, for clients without cookies: they send the token as `Authorization: Bearer …`. */
export const POST = handle('POST /api/visitors', (request: Request) => {
  checkOrigin(request, services().env)
  return json({ token: toToken(createVisitor()) }, 201)
})
