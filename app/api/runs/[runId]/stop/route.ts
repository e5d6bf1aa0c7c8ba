import { AppError } from '@/lib/protocol/error'
import { parseRunId } from '@/lib/protocol/ids'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { stopRun } from '@/lib/server/runs/stop-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

const reads = { visitor: 'may', params: { runId: parseRunId } } as const

/** Stops a run: the model call and running tools are aborted. A run that has ended already stays as it is. */
export const POST = handle('POST /api/runs/:id/stop', reads, async ({ owner, params: { runId } }) => {
  const wasRunning = owner && (await stopRun(runId, owner, services()))
  if (wasRunning === undefined) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
  return json({ runId, status: wasRunning ? 'stopping' : 'ended' }, 202)
})
