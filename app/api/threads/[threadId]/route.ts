import { parseMessageId, parseThreadId } from '@/lib/protocol/ids'
import { parseThreadPatch } from '@/lib/protocol/thread-summary'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { parseChoice, parseCount } from '@/lib/server/http/query'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json, jsonText, noContent } from '@/lib/server/http/responses'
import { loadThread, usualTurns } from '@/lib/server/load-thread'
import { changeThread, removeThread } from '@/lib/server/runs/threads'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { POST, PUT } = refuseOthers('GET', 'PATCH', 'DELETE')

const ofOwner = { visitor: 'must', params: { threadId: parseThreadId } } as const

const readQuery = (query: URLSearchParams) => ({
  limit: parseCount(query, 'turns', { usual: usualTurns, most: 100 }),
  isCompact: parseChoice(query, 'events', ['all', 'compact']) === 'compact',
  before: parseMessageId(query.get('before') ?? undefined, 'before'),
})

/** A conversation with the events of its runs so far: a `StoredThread`; with `?events=compact` for readers that only fold them. */
export const GET = handle('GET /api/threads/:id', { ...ofOwner, query: readQuery }, async ({ owner, params, query }) =>
  jsonText(await loadThread({ ...params, ...query, owner }, services())),
)

/** Renames it, remembers that it was seen, or which version of an answer is shown: a `ThreadPatch` in, a `ThreadSummary` out. */
export const PATCH = handle('PATCH /api/threads/:id', { ...ofOwner, body: parseThreadPatch }, async ({ owner, params, body }) =>
  json(await changeThread({ ...params, owner, patch: body }, services())),
)

/** Hides it, and stops what runs in it; for a minute this can be taken back. */
export const DELETE = handle('DELETE /api/threads/:id', ofOwner, async ({ owner, params }) => {
  await removeThread(owner, params.threadId, services())
  return noContent()
})
