import { toThreadId } from '@/lib/protocol/run-input'
import { readThread } from '@/lib/server/read-thread'
import { handle, json } from '@/lib/server/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'

/** A conversation with the events of its runs so far: a `StoredThread`. */
export const GET = handle(
  'GET /api/threads/:id',
  async (_request: Request, context: { params: Promise<{ threadId: string }> }) => {
    const { threadId } = await context.params
    return json(readThread(toThreadId(threadId), services()), 200)
  },
)
