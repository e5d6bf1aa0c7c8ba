import { AppError } from '@/lib/protocol/error'
import { toRunId } from '@/lib/protocol/run-input'
import { OPTIONS } from '@/lib/server/http/cors'
import { checkOrigin } from '@/lib/server/http/origin'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { handle, json } from '@/lib/server/http/responses'
import { visitorOf } from '@/lib/server/http/visitor'
import { stopRun } from '@/lib/server/runs/stop-run'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, GET, HEAD, PATCH, PUT } = refuseOthers('POST')

/** Stops a run: the model call and running tools are aborted. A run that has ended already stays as it is. */
export const POST = handle(
  'POST /api/runs/:id/stop',
  async (request: Request, context: { params: Promise<{ runId: string }> }) => {
    const shared = services()
    checkOrigin(request, shared.env)
    const owner = visitorOf(request)
    const runId = toRunId((await context.params).runId)
    const wasRunning = owner && (await stopRun(runId, owner, shared))
    if (wasRunning === undefined) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
    return json({ runId, status: wasRunning ? 'stopping' : 'ended' }, 202)
  },
)
