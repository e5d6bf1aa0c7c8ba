import { setTimeout as delay } from 'node:timers/promises'
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import type { ErrorCode } from '@/lib/protocol/error'
import type { Notice } from '@/lib/protocol/event'
import { type AgentModel, createAgent } from './agent'
import type { ModelFeatures } from './models/provider'
import { refusedFeature } from './models/refused-feature'
import { toModelError } from './models/to-model-error'
import { orAborted } from './or-aborted'
import type { ModelTurn, QueueCallbackHandler } from './queue-callback-handler'
import type { Watchdog } from './watchdog'

export type ModelTurnOptions = {
  model: AgentModel
  tools: StructuredToolInterface[]
  /** `last`: what is said of the last turn, else `''`. */
  input: { question: string; today: string; last: string; history: BaseMessage[]; scratchpad: BaseMessage[] }
  handler: QueueCallbackHandler
  watchdog: Watchdog
  /** The run's: Stop and the deadline. */
  signal: AbortSignal
  notice: (notice: Notice) => void
  /** For LangSmith: what to file the trace under. */
  metadata: Record<string, string>
}

const maxRetries = 2
const longestWaitMs = 20_000
const worthRetrying: ReadonlySet<ErrorCode> = new Set(['model-busy', 'model-unreachable'])

const withoutFeature: Record<keyof ModelFeatures, string> = {
  forcedTools: 'This model cannot be made to use tools, so it was asked without.',
  parallelToolCalls: 'This model decides for itself how many tools to use at once.',
  streamUsage: 'This model does not report how many tokens it used.',
}

/**
 * One turn of the model, its events written by the handler as they come. Tries again at most twice, only before the
 * first token, after the wait the provider asks for; what the endpoint refuses to take is left out from then on.
 * Throws an `AppError`, or the reason of `signal`.
 */
export async function modelTurn(options: ModelTurnOptions): Promise<ModelTurn> {
  const { model, handler, signal, watchdog } = options
  for (let retries = 0; ; ) {
    const turn = handler.beginTurn()
    // What this request asks for: another run of this model may change the shared record meanwhile.
    const asked = { ...model.features }
    const silence = watchdog.start()
    const either = AbortSignal.any([signal, silence])
    try {
      const agent = createAgent({ ...model, features: asked }, options.tools)
      const { metadata } = options
      const invoked = agent.invoke(options.input, { signal: either, callbacks: [handler], runName: 'unfold-agent', metadata })
      await orAborted(invoked, either)
      handler.endTurn()
      return turn
    } catch (error) {
      handler.leaveTurn()
      signal.throwIfAborted()
      if (silence.aborted) throw silence.reason
      const feature = turn.began ? undefined : refusedFeature(error)
      if (feature && asked[feature]) {
        if (model.features[feature]) options.notice({ code: 'fallback', message: withoutFeature[feature] })
        model.features[feature] = false
        continue
      }
      const failure = toModelError(error, { modelId: model.name.id, began: turn.began })
      if (turn.began || !worthRetrying.has(failure.code) || retries >= maxRetries) throw failure
      const waitMs = failure.retryAfterMs ?? 1000 * 3 ** retries * (0.75 + Math.random() / 2)
      if (waitMs > longestWaitMs) throw failure
      retries += 1
      const seconds = Math.max(1, Math.round(waitMs / 1000))
      options.notice({ code: 'retrying', message: `${failure.message} Trying again in ${seconds} s.`, retryInMs: waitMs })
      await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    } finally {
      watchdog.end()
    }
  }
}
