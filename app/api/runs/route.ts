import { after } from 'next/server'
import { parseRunInput } from '@/lib/protocol/run-input'
import { clientAddress } from '@/lib/server/http/client-address'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { startRun } from '@/lib/server/runs/start-run'
import { snapshotRun, streamRun } from '@/lib/server/runs/stream-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')
/** Seconds; a host that honours it ends the function then, so every run's own deadline is at least 10 s under it. */
export const maxDuration = 300

const reads = {
  visitor: 'made',
  query: (query: URLSearchParams) => ({ waits: query.get('wait') !== 'no' }),
  body: parseRunInput,
} as const

/** Starts a run: AG-UI `RunAgentInput` in, its events out as server-sent events; with `?wait=no` the first of them only. */
export const POST = handle('POST /api/runs', reads, async ({ request, owner, isNew, query, body: input }) => {
  const shared = services()
  const own = readOwnModels(request.headers, isNew ? undefined : owner, shared.env)
  const asker = { owner, isGuest: isNew, address: clientAddress(request, shared.env), own }
  const run = await startRun(input, asker, shared)
  // Keeps a serverless function alive until the run has ended, also when its reader has left.
  after(() => run.finished)
  // The run has begun when its first event is there; a reader that polls need not ask for it again.
  if (!query.waits) await run.log.waitFor(0, request.signal)
  const options = { after: 0, dialect: input.dialect }
  return query.waits ? streamRun(run, options, shared) : snapshotRun(run, options)
})
