import { setTimeout as delay } from 'node:timers/promises'
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import { AppError } from '@/lib/protocol/error'
import type { Notice, StepName } from '@/lib/protocol/event'
import { untilAborted } from './abortable'
import { type AgentModel, createAgent } from './agent'
import { type Context, contextChars, fitContext } from './fit-context'
import type { ModelReply } from './model-reply'
import type { Feature, ModelFeatures } from './models/provider'
import { refusedFeature } from './models/refused-feature'
import { isBlind, isLoading, readableShare, toModelError } from './models/to-model-error'
import type { QueueCallbackHandler } from './queue-callback-handler'
import type { Watchdog } from './watchdog'

/** What one turn of the model needs. */
export type AskModelOptions = {
  model: AgentModel
  tools: StructuredToolInterface[]
  /** The tool that has to be called, where a model can be made to call one. */
  required?: StructuredToolInterface | undefined
  input: ModelInput
  handler: QueueCallbackHandler
  stepName: StepName
  watchdog: Watchdog
  /** After a silence of this length a notice says what is waited for. */
  quietMs: number
  /** The signal of the run: Stop and the deadline abort it. */
  signal: AbortSignal
  notice: (notice: Notice) => void
  /** The names under which LangSmith files the trace. */
  metadata: Record<string, string>
}

/** What fills the prompt. */
export type ModelInput = {
  question: string
  /** A message with the pictures that belong to the question, if there are any. */
  images: BaseMessage[]
  today: string
  /** What is said of the last turn; `''` in all others. */
  last: string
  /** How the run is to go about the question; `''` for the usual way. */
  mode: string
  /** What the model is told of the files of its chat. */
  files: string
  /** What the app through which the person asks says of itself; `''` where there is none. */
  app: string
  history: BaseMessage[]
  scratchpad: BaseMessage[]
}

const maxRetries = 2
const longestWaitMs = 20_000

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
 * One turn of the model, its events written by the handler as they come. A request that fails is made again only as long as
 * nothing was received:
 * - without what the endpoint refused, be it a parameter or more words than the model reads, which holds from then on;
 * - while the model is being loaded, for as long as a first token is waited for;
 * - at most twice where the service was busy or away, after the wait that it asks for.
 * Throws an `AppError`, or the reason of `signal`.
 */
export async function askModel(options: AskModelOptions): Promise<ModelReply> {
  const { model, handler, signal, watchdog, notice } = options
  const { maxInputChars } = model.features
  let input = maxInputChars === undefined ? options.input : (cutTo(maxInputChars, options.input, notice) ?? options.input)
  let saysLoading = false
  let retries = 0
  const askedAt = performance.now()
  for (;;) {
    const turn = handler.beginTurn(options.stepName)
    // Another run of this model may change the shared record meanwhile.
    const features = { ...model.features }
    const silence = watchdog.start()
    try {
      await request(turn, input, features, AbortSignal.any([signal, silence]), { ...options, isQuiet: saysLoading })
      handler.endTurn()
      return turn
    } catch (error) {
      handler.abandonTurn()
      signal.throwIfAborted()
      if (silence.aborted) throw silence.reason
      const failure = toModelError(error, { modelId: model.modelId ?? model.name.id, began: turn.began })
      if (turn.began) throw failure
      if (input.images.length > 0 && isBlind(error)) model.features.refusesImages = true
      const feature = refusedFeature(error)
      if (feature && features[feature]) {
        if (model.features[feature]) notice({ code: 'fallback', message: withoutFeature[feature] })
        model.features[feature] = false
      } else if (failure.code === 'context-too-long') {
        const maxChars = readableChars(input, readableShare(error))
        const fitted = cutTo(maxChars, input, notice)
        if (!fitted) throw failure
        model.features.maxInputChars = Math.min(maxChars, model.features.maxInputChars ?? maxChars)
        input = fitted
      } else if (isLoading(error)) {
        if (!saysLoading) notice({ code: 'waiting', message: 'The model is loading.' })
        saysLoading = true
        const leftMs = askedAt + watchdog.firstMs - performance.now()
        if (leftMs <= 0) throw new AppError('model-stalled', { message: 'The model is still loading. Try again in a while.' })
        await pause(Math.min(Math.max(failure.retryAfterMs ?? loadingMs, soonestMs), leftMs), signal)
      } else {
        const waitMs = failure.retryAfterMs ?? 1000 * 3 ** retries * (0.75 + Math.random() / 2)
        if (!isPassing(failure) || retries >= maxRetries || waitMs > longestWaitMs) throw failure
        retries += 1
        const seconds = Math.max(1, Math.round(waitMs / 1000))
        notice({ code: 'retrying', message: `${failure.message} Trying again in ${seconds} s.`, retryInMs: waitMs })
        await pause(waitMs, signal)
      }
    } finally {
      watchdog.end()
    }
  }
}

/** One request, which fills the turn. A model that is silent for long is spoken of, unless `isQuiet`. */
async function request(
  turn: ModelReply,
  input: ModelInput,
  features: ModelFeatures,
  signal: AbortSignal,
  { model, tools, required, handler, watchdog, quietMs, notice, metadata, isQuiet }: AskModelOptions & { isQuiet: boolean },
): Promise<void> {
  let isAlive = false
  const quiet = setTimeout(() => {
    if (turn.began || isQuiet) return
    notice({ code: 'waiting', message: isAlive ? 'The model is at work.' : 'Waiting for the model.' })
  }, quietMs)
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
    // Offered alone it is what a model calls that has to call something; more servers take that than a tool by its name.
    const offered = required && features.forcedTools ? [required] : tools
    const agent = await createAgent({ ...model, features }, offered, signs)
    const invoked = agent.invoke(input, { signal, callbacks: [handler], runName: 'unfold-agent', metadata })
    const message = await untilAborted(invoked, signal)
    if (model.keepsMessages) turn.message = message
  } finally {
    clearTimeout(quiet)
  }
}

/** A failure that may be over in a moment. */
const isPassing = ({ code, retryAfterMs }: AppError): boolean =>
  code === 'model-busy' || code === 'model-unreachable' || (code === 'model-refused' && retryAfterMs !== undefined)

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

/** Cuts a context to that many characters and says what was left out. `undefined` where that cannot be done. */
function cutTo<T extends Context>(maxChars: number, context: T, notice: AskModelOptions['notice']): T | undefined {
  if (contextChars(context) <= maxChars) return context
  const fitted = fitContext(context, maxChars)
  if (!fitted) return undefined
  const { turnsLeftOut } = fitted
  const message = turnsLeftOut > 0 ? historyCut(turnsLeftOut) : cutShort
  notice({ code: 'history-cut', message })
  return fitted.context
}

/** Exported for the executor, which cuts results for a reason of its own. */
export const cutShort = 'Long results were cut short, so that the model can read them.'

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted())

/** Exported for the executor, which leaves turns out for a reason of its own. */
export const historyCut = (turns: number): string =>
  `The oldest ${turns === 1 ? 'question was' : `${turns} questions were`} left out, so that the chat fits what the model can read.`
