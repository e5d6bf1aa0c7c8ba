import { parseOwnAddress, parseOwnChoice } from '@/lib/protocol/own-provider'
import { clientAddress } from '@/lib/server/http/client-address'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { chooseOwn, findOwn, forgetOwn } from '@/lib/server/models/own-requests'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export const { GET, HEAD, OPTIONS, PATCH } = refuseOthers('POST', 'PUT', 'DELETE')

const bodyLimits = { maxBytes: 1024 * 1024, maxDepth: 4 }
const toFind = { visitor: 'may', body: parseOwnAddress, bodyLimits } as const
const toChoose = { visitor: 'made', body: parseOwnChoice, bodyLimits } as const

/** Looks which models there are with a key, or at an address: an `OwnAddress` in, a `FoundProvider` out. Keeps nothing. */
export const POST = handle('POST /api/own-provider', toFind, async ({ request, owner, body }) => {
  const shared = services()
  const asker = { owner, headers: request.headers, address: clientAddress(request, shared.env) }
  return json(await findOwn(body, asker, shared))
})

/** Tries a model and, when it answers, makes it this visitor's own: an `OwnChoice` in, an `OwnAnswer` and a cookie out. */
export const PUT = handle('PUT /api/own-provider', toChoose, async ({ request, owner, body }) => {
  const shared = services()
  const asker = { owner, headers: request.headers, address: clientAddress(request, shared.env) }
  const { cookie, ...answer } = await chooseOwn(body, request, asker, shared)
  return withCookie(json(answer), cookie)
})

/** Forgets the visitor's key and address: an `OwnAnswer`. */
export const DELETE = handle('DELETE /api/own-provider', { visitor: 'anybody' }, async ({ request }) => {
  const { cookie, ...answer } = await forgetOwn(request, services())
  return withCookie(json(answer), cookie)
})

function withCookie(response: Response, cookie: string): Response {
  response.headers.append('set-cookie', cookie)
  return response
}
