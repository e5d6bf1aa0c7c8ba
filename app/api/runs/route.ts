import { after } from 'next/server'
import { parseRunInput } from '@/lib/protocol/run-input'
import { clientAddress } from '@/lib/server/client-address'
import { checkOrigin } from '@/lib/server/origin'
import { readJson } from '@/lib/server/read-body'
import { handle } from '@/lib/server/responses'
import { services } from '@/lib/server/services'
import { startRun } from '@/lib/server/start-run'
import { streamRun } from '@/lib/server/stream-run'
import { createVisitor, toVisitorCookie, visitorOf } from '@/lib/server/visitor'

export const dynamic = 'force-dynamic'
/** Seconds; a host that honours it ends the function then, so every run's own deadline is at least 10 s under it. */
export const maxDuration = 300

/** Starts a run: AG-UI `RunAgentInput` in, its events out as server-sent events. */
export const POST = handle('POST /api/runs', async (request: Request) => {
  const shared = services()
  checkOrigin(request, shared.env)
  const known = visitorOf(request)
  const input = parseRunInput(await readJson(request))
  const owner = known ?? createVisitor()
  const run = await startRun(input, { owner, address: clientAddress(request, shared.env) }, shared)
  // Keeps a serverless function alive until the run has ended, also when its reader has left.
  after(() => run.finished)
  const response = streamRun(run, 0, shared)
  if (!known) response.headers.set('set-cookie', toVisitorCookie(owner, request))
  return response
})
