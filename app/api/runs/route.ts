import { after } from 'next/server'
import { parseRunInput } from '@/lib/protocol/run-input'
import { clientAddress } from '@/lib/server/http/client-address'
import { isForeign, OPTIONS } from '@/lib/server/http/cors'
import { checkOrigin } from '@/lib/server/http/origin'
import { readJson } from '@/lib/server/http/read-body'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle } from '@/lib/server/http/responses'
import { createVisitor, toVisitorCookie, visitorOf } from '@/lib/server/http/visitor'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { startRun } from '@/lib/server/runs/start-run'
import { snapshotRun, streamRun } from '@/lib/server/runs/stream-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')
/** Seconds; a host that honours it ends the function then, so every run's own deadline is at least 10 s under it. */
export const maxDuration = 300

/** Starts a run: AG-UI `RunAgentInput` in, its events out as server-sent events; with `?wait=no` the first of them only. */
export const POST = handle('POST /api/runs', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const known = visitorOf(request)
  const input = parseRunInput(await readJson(request))
  const owner = known ?? createVisitor()
  const own = readOwnModels(request.headers, known, shared.env)
  const asker = { owner, isGuest: !known, address: clientAddress(request, shared.env), own }
  const run = await startRun(input, asker, shared)
  // Keeps a serverless function alive until the run has ended, also when its reader has left.
  after(() => run.finished)
  const waits = new URL(request.url).searchParams.get('wait') !== 'no'
  // The run has begun when its first event is there; a reader that polls need not ask for it again.
  if (!waits) await run.log.waitFor(0, request.signal)
  const options = { after: 0, dialect: input.dialect }
  const response = waits ? streamRun(run, options, shared) : snapshotRun(run, options)
  if (!known && !isForeign(request)) response.headers.set('set-cookie', toVisitorCookie(owner, request))
  return response
})
