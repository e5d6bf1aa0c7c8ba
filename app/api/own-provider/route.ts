import { parseOwnAddress, parseOwnChoice } from '@/lib/protocol/own-provider'
import { clientAddress } from '@/lib/server/http/client-address'
import { checkOrigin } from '@/lib/server/http/origin'
import { readJson } from '@/lib/server/http/read-body'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { createVisitor, toVisitorCookie, visitorOf } from '@/lib/server/http/visitor'
import { chooseOwn, findOwn, forgetOwn } from '@/lib/server/models/own-requests'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export const { GET, HEAD, OPTIONS, PATCH } = refuseOthers('POST', 'PUT', 'DELETE')

const bodyLimits = { maxBytes: 1024 * 1024, maxDepth: 4 }

/** Looks which models there are with a key, or at an address: an `OwnAddress` in, a `FoundProvider` out. Keeps nothing. */
export const POST = handle('POST /api/own-provider', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const asked = parseOwnAddress(await readJson(request, bodyLimits))
  const asker = { owner: visitorOf(request), headers: request.headers, address: clientAddress(request, shared.env) }
  return json(await findOwn(asked, asker, shared))
})

/** Tries a model and, when it answers, makes it this visitor's own: an `OwnChoice` in, an `OwnAnswer` and a cookie out. */
export const PUT = handle('PUT /api/own-provider', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const choice = parseOwnChoice(await readJson(request, bodyLimits))
  const known = visitorOf(request)
  const owner = known ?? createVisitor()
  const asker = { owner, headers: request.headers, address: clientAddress(request, shared.env) }
  const { cookie, ...answer } = await chooseOwn(choice, request, asker, shared)
  const response = json(answer)
  response.headers.append('set-cookie', cookie)
  if (!known) response.headers.append('set-cookie', toVisitorCookie(owner, request))
  return response
})

/** Forgets the visitor's key and address: an `OwnAnswer`. */
export const DELETE = handle('DELETE /api/own-provider', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const { cookie, ...answer } = await forgetOwn(request, shared)
  const response = json(answer)
  response.headers.append('set-cookie', cookie)
  return response
})
