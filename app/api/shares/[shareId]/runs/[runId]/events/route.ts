import { toRunId } from '@/lib/protocol/run-input'
import { type SharedEvents, toShareId } from '@/lib/protocol/share'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'
import { readSharedEvents } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

/** Every event of a run that a link shows, as anyone may see it: a `SharedEvents`. */
export const GET = handle(
  'GET /api/shares/:id/runs/:id/events',
  async (_request: Request, context: { params: Promise<{ shareId: string; runId: string }> }) => {
    const { shareId, runId } = await context.params
    const events = await readSharedEvents({ shareId: toShareId(shareId), runId: toRunId(runId) }, services())
    return json({ events } satisfies SharedEvents)
  },
)
