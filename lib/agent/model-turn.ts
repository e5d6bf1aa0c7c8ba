import { setTimeout as delay } from 'node:timers/promises'
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import { AppError, type ErrorCode } from '@/lib/protocol/error'
import type { Notice, StepName } from '@/lib/protocol/event'
import { untilAborted } from './abortable'
import { type AgentModel, createAgent } from './agent'
import { type Context, contextChars, fitContext } from './fit-context'
import type { Feature } from './models/provider'
import { refusedFeature } from './models/refused-feature'
import { isLoading, readableShare, toModelError } from './models/to-model-error'
import type { ModelReply, QueueCallbackHandler } from './queue-callback-handler'
import type { Watchdog } from './watchdog'

export type ModelTurnOptions = {
  model: AgentModel
  tools: StructuredToolInterface[]
  /** `last`: what is said of the last turn; `app`: what an app says of itself; else `''`. */
  input: {
    question: string
    /** A message with the pictures that belong to the question, if there are any. */
    images: BaseMessage[]
    today: string
    last: string
    app: string
    history: BaseMessage[]
    scratchpad: BaseMessage[]
  }
  handler: QueueCallbackHandler
  stepName: StepName
  watchdog: Watchdog
  /** Silence of this length is said, with what is waited for. */
  quietMs: number
  /** The run's: Stop and the deadline. */
  signal: AbortSignal
  notice: (notice: Notice) => void
  /** For LangSmith: what to file the trace under. */
  metadata: Record<string, string>
}

const maxRetries = 2
const longestWaitMs = 20_000
const worthRetrying: ReadonlySet<ErrorCode> = new Set(['model-busy', 'model-unreachable'])

const withoutFeature: Record<Feature, string> = {
  forcedTools: 'This model cannot be forced to use tools, so it decides for itself.',
  parallelToolCalls: 'This model decides for itself how many tools run in parallel.',
  streamUsage: 'This model does not report how many tokens it used.',
  richSchemas: 'This model was given simpler descriptions of its tools.',
  ownFields: 'This model does not remember its earlier thinking.',
  responses: 'This model does not show its thinking.',
  reasoning: 'This model does not show its thinking.',
  summaries: 'This account cannot see summaries of the model’s thinking.',
  effort: 'This model decides for itself how long it thinks.',
}

/** How often a model that is being loaded is asked whether it is there. */
const loadingMs = 2000
const soonestMs = 50
/** The instructions and the tools, which are sent with each question; about. */
const fixedChars = 8000

/**
 * One turn of the model, its events written by the handler as they come. Tries again at most twice, only before the
 * first token, after the wait the provider asks for; what the endpoint refuses to take is left out from then on, be it a
 * parameter or more words than the model reads. A model that is being loaded is waited for as long as for a first token.
 * Throws an `AppError`, or the reason of `signal`.
 */
export async function modelTurn(options: ModelTurnOptions): Promise<ModelReply> {
  const { model, handler, signal, watchdog } = options
  const { maxInputChars } = model.features
  let input = maxInputChars === undefined ? options.input : (cutTo(maxInputChars, options.input, options) ?? options.input)
  let saysLoading = false
  const askedAt = performance.now()
  for (let retries = 0; ; ) {
    const turn = handler.beginTurn(options.stepName)
    // What this request asks for: another run of this model may change the shared record meanwhile.
    const asked = { ...model.features }
    const silence = watchdog.start()
    const either = AbortSignal.any([signal, silence])
    let isAlive = false
    const quiet = setTimeout(() => {
      if (turn.began || saysLoading) return
      options.notice({ code: 'waiting', message: isAlive ? 'The model is at work.' : 'Waiting for the model.' })
    }, options.quietMs)
    const signs = {
      alive: () => {
        isAlive = true
        watchdog.alive()
      },
      done: () => {
        turn.done = true
      },
    }
    try {
      const agent = await createAgent({ ...model, features: asked }, options.tools, signs)
      const { metadata } = options
      const invoked = agent.invoke(input, { signal: either, callbacks: [handler], runName: 'unfold-agent', metadata })
      const message = await untilAborted(invoked, either)
      if (model.keepsMessages) turn.message = message
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
      const failure = toModelError(error, { modelId: model.modelId ?? model.name.id, began: turn.began })
      if (turn.began) throw failure
      if (failure.code === 'context-too-long') {
        const maxChars = readableChars(input, readableShare(error))
        const fitted = cutTo(maxChars, input, options)
        if (!fitted) throw failure
        model.features.maxInputChars = Math.min(maxChars, model.features.maxInputChars ?? maxChars)
        input = fitted
        continue
      }
      if (isLoading(error)) {
        if (!saysLoading) options.notice({ code: 'waiting', message: 'The model is loading.' })
        saysLoading = true
        const leftMs = askedAt + watchdog.firstMs - performance.now()
        if (leftMs <= 0) throw new AppError('model-stalled', { message: 'The model is still loading. Try again in a while.' })
        await pause(Math.min(Math.max(failure.retryAfterMs ?? loadingMs, soonestMs), leftMs), signal)
        continue
      }
      const isWorth = worthRetrying.has(failure.code) || (failure.code === 'model-refused' && failure.retryAfterMs !== undefined)
      if (!isWorth || retries >= maxRetries) throw failure
      const waitMs = failure.retryAfterMs ?? 1000 * 3 ** retries * (0.75 + Math.random() / 2)
      if (waitMs > longestWaitMs) throw failure
      retries += 1
      const seconds = Math.max(1, Math.round(waitMs / 1000))
      options.notice({ code: 'retrying', message: `${failure.message} Trying again in ${seconds} s.`, retryInMs: waitMs })
      await pause(waitMs, signal)
    } finally {
      clearTimeout(quiet)
      watchdog.end()
    }
  }
}

/**
 * How many characters of a context to send, when that share of the tokens would be taken. Where the share is not known it is
 * halved; and before a question is given up, it is asked without any history.
 */
function readableChars(context: Context, share: number | undefined): number {
  const chars = contextChars(context)
  const fewer = share === undefined ? chars / 2 : (chars + fixedChars) * share - fixedChars
  const least = context.history.length > 0 ? contextChars({ ...context, history: [] }) : chars / 4
  return Math.floor(Math.max(fewer, least))
}

/** Says what was left out. `undefined` where that cannot be done. */
function cutTo<T extends Context>(maxChars: number, context: T, { notice }: Pick<ModelTurnOptions, 'notice'>): T | undefined {
  if (contextChars(context) <= maxChars) return context
  const fitted = fitContext(context, maxChars)
  if (!fitted) return undefined
  const { turnsLeftOut } = fitted
  const message = turnsLeftOut > 0 ? leftOut(turnsLeftOut) : 'Long results were cut short, so that the model can read them.'
  notice({ code: 'history-cut', message })
  return fitted.context
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted())

/** Exported for the executor, which leaves turns out for a reason of its own. */
export const leftOut = (turns: number): string =>
  `The oldest ${turns === 1 ? 'question was' : `${turns} questions were`} left out, so that the chat fits what the model can read.`
