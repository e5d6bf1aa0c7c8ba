import { OPTIONS } from '@/lib/server/http/cors'
import { checkOrigin } from '@/lib/server/http/origin'
import { parseCount } from '@/lib/server/http/query'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { services } from '@/lib/server/services'
import { listThreads, removeAllThreads } from '@/lib/server/threads'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { PATCH, POST, PUT } = refuseOthers('GET', 'DELETE')

/** A visitor's conversations, newest first, or those that match `query`, best first: a `ThreadPage`. */
export const GET = handle('GET /api/threads', async (request: Request) => {
  const owner = visitorOf(request)
  const { searchParams } = new URL(request.url)
  const limit = parseCount(searchParams, 'limit', { usual: 50, most: 100 })
  const before = searchParams.get('before') ?? undefined
  const text = searchParams.get('query')?.trim() ?? ''
  if (!owner) return json({ threads: [] })
  return json(await listThreads({ owner, text, before, limit }, services()))
})

/** All of a visitor's conversations: hidden at once, what runs in them is stopped, gone for good after a minute. */
export const DELETE = handle('DELETE /api/threads', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const owner = visitorOf(request)
  if (owner) await removeAllThreads(owner, shared)
  return new Response(null, { status: 204 })
})
