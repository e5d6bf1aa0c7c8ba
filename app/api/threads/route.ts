import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { parseBefore, parseCount } from '@/lib/server/http/query'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json, noContent } from '@/lib/server/http/responses'
import { listThreads, removeAllThreads } from '@/lib/server/runs/threads'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { PATCH, POST, PUT } = refuseOthers('GET', 'DELETE')

const readQuery = (query: URLSearchParams) => ({
  limit: parseCount(query, 'limit', { usual: 50, most: 100 }),
  before: parseBefore(query),
  text: query.get('query')?.trim() ?? '',
})

/** A visitor's conversations, newest first, or those that match `query`, best first: a `ThreadPage`. */
export const GET = handle('GET /api/threads', { visitor: 'may', query: readQuery }, async ({ owner, query }) =>
  json(owner ? await listThreads({ ...query, owner }, services()) : { threads: [] }),
)

/** All of a visitor's conversations: hidden at once, what runs in them is stopped, gone for good after a minute. */
export const DELETE = handle('DELETE /api/threads', { visitor: 'may' }, async ({ owner }) => {
  if (owner) await removeAllThreads(owner, services())
  return noContent()
})
