import { AppError } from '@/lib/protocol/error'
import { toRunId } from '@/lib/protocol/run-input'
import { SSE_HEADERS } from '@/lib/protocol/sse'
import { OPTIONS } from '@/lib/server/http/cors'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { findRun } from '@/lib/server/runs/find-run'
import { downloadRun, snapshotRun, streamRun } from '@/lib/server/runs/stream-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')
export const maxDuration = 300

/** The events of a run after `Last-Event-ID` (or from its beginning), and those to come; with `?wait=no` only the former; with `?download` all that are there, as a file of JSON Lines, with the steps that it goes on from. */
export const GET = handle(
  'GET /api/runs/:id/events',
  async (request: Request, context: { params: Promise<{ runId: string }> }) => {
    const { runId } = await context.params
    const owner = visitorOf(request)
    const run = owner && (await findRun(toRunId(runId), owner, services()))
    if (!run) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
    const query = new URL(request.url).searchParams
    if (query.has('download')) return downloadRun(run, (base) => findRun(base, owner, services()))
    const lastEventId = request.headers.get('last-event-id') ?? '0'
    if (!/^\d{1,9}$/.test(lastEventId)) {
      throw new AppError('bad-request', { field: 'last-event-id', message: 'Last-Event-ID must be the number of an event.' })
    }
    const after = Math.min(Number(lastEventId), run.log.lastSafeSeq)
    const waits = query.get('wait') !== 'no'
    return waits ? streamRun(run, { after }, services()) : snapshotRun(run, { after })
  },
)

/** Next would answer HEAD by GET, and open a stream that nobody reads. */
export const HEAD = () => new Response(null, { headers: SSE_HEADERS })
