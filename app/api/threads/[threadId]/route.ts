import { AppError } from '@/lib/protocol/error'
import { parseMessageId, toThreadId } from '@/lib/protocol/run-input'
import { parseThreadPatch } from '@/lib/protocol/thread-summary'
import { OPTIONS } from '@/lib/server/http/cors'
import { checkOrigin } from '@/lib/server/http/origin'
import { parseChoice, parseCount } from '@/lib/server/http/query'
import { readJson } from '@/lib/server/http/read-body'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json, jsonText } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { readThread } from '@/lib/server/load-thread'
import { services } from '@/lib/server/services'
import { changeThread, removeThread } from '@/lib/server/threads'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { POST, PUT } = refuseOthers('GET', 'PATCH', 'DELETE')

type Context = { params: Promise<{ threadId: string }> }

const idOf = async ({ params }: Context) => toThreadId((await params).threadId)

/** A conversation with the events of its runs so far: a `StoredThread`; with `?events=compact` for readers that only fold them. */
export const GET = handle('GET /api/threads/:id', async (request: Request, context: Context) => {
  const owner = visitorOf(request)
  const threadId = await idOf(context)
  const { searchParams } = new URL(request.url)
  const limit = parseCount(searchParams, 'turns', { usual: 30, most: 100 })
  const isCompact = parseChoice(searchParams, 'events', ['all', 'compact']) === 'compact'
  const before = parseMessageId(searchParams.get('before') ?? undefined, 'before')
  if (!owner) throw new AppError('not-found')
  return jsonText(await readThread({ threadId, owner, before, limit, isCompact }, services()))
})

/** Renames it, remembers that it was seen, or which version of an answer is shown: a `ThreadPatch` in, a `ThreadSummary` out. */
export const PATCH = handle('PATCH /api/threads/:id', async (request: Request, context: Context) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const owner = visitorOf(request)
  const threadId = await idOf(context)
  const patch = parseThreadPatch(await readJson(request))
  if (!owner) throw new AppError('not-found')
  return json(await changeThread({ owner, threadId, patch }, shared))
})

/** Hides it, and stops what runs in it; for a minute this can be taken back. */
export const DELETE = handle('DELETE /api/threads/:id', async (request: Request, context: Context) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const owner = visitorOf(request)
  const threadId = await idOf(context)
  if (!owner) throw new AppError('not-found')
  await removeThread(owner, threadId, shared)
  return new Response(null, { status: 204 })
})
