import { AppError } from '@/lib/protocol/error'
import { parseRunId } from '@/lib/protocol/ids'
import { sseHeaders } from '@/lib/protocol/sse'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { findRunLog, hasRun } from '@/lib/server/runs/find-run'
import { downloadRun, snapshotRun, streamRun } from '@/lib/server/runs/stream-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')
export const maxDuration = 300

const reads = {
  visitor: 'may',
  params: { runId: parseRunId },
  query: (query: URLSearchParams) => ({ isDownload: query.has('download'), waits: query.get('wait') !== 'no' }),
} as const

/** The events of a run after `Last-Event-ID` (or from its beginning), and those to come; with `?wait=no` only the former; with `?download` all that are there, as a file of JSON Lines, with the steps that it goes on from. */
export const GET = handle('GET /api/runs/:id/events', reads, async ({ request, owner, params, query }) => {
  const run = owner && (await findRunLog(params.runId, owner, services()))
  if (!run) throw noSuchRun()
  if (query.isDownload) return downloadRun(run, (runId) => findRunLog(runId, owner, services()))
  const lastEventId = request.headers.get('last-event-id') ?? '0'
  if (!/^\d{1,9}$/.test(lastEventId)) {
    throw new AppError('bad-request', { field: 'last-event-id', message: 'Last-Event-ID must be the number of an event.' })
  }
  const after = Math.min(Number(lastEventId), run.log.lastSafeSeq)
  return query.waits ? streamRun(run, { after }, services()) : snapshotRun(run, { after })
})

/** The same without the events: whether there is such a run. Next would answer HEAD by GET, and open a stream that nobody reads. */
export const HEAD = handle('HEAD /api/runs/:id/events', reads, async ({ owner, params }) => {
  if (!owner || !(await hasRun(params.runId, owner, services()))) throw noSuchRun()
  return new Response(null, { headers: sseHeaders })
})

const noSuchRun = () => new AppError('not-found', { message: 'This run does not exist or was deleted.' })
