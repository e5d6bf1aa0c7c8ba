import { AppError } from '@/lib/protocol/error'
import { toRunId } from '@/lib/protocol/run-input'
import { checkOrigin } from '@/lib/server/origin'
import { handle, json } from '@/lib/server/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'

/** Stops a run: the model call and running tools are aborted. A run that has ended already stays as it is. */
export const POST = handle(
  'POST /api/runs/:id/stop',
  async (request: Request, context: { params: Promise<{ runId: string }> }) => {
    const shared = services()
    checkOrigin(request, shared.env)
    const runId = toRunId((await context.params).runId)
    if (!shared.threads.run(runId))
      throw new AppError('not-found', { message: 'This run does not exist, or the server has restarted since.' })
    const wasRunning = shared.runs.stop(runId)
    return json({ runId, status: wasRunning ? 'stopping' : 'ended' }, 202)
  },
)
