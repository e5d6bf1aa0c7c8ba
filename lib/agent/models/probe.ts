import { AppError } from '@/lib/protocol/error'
import { type Chunk, openCompletion } from './completion-stream'
import { toEndpoint } from './endpoint'
import { refusalOf } from './error-body'
import { featuresOf, newFeatures } from './features'
import { defaultOpenAiModel, openAiBaseUrl } from './openai-models'
import type { ModelFeatures, ModelProvider } from './provider'
import { refusedFeature } from './refused-feature'
import type { ModelSettings } from './settings'
import { isLoading, toModelError } from './to-model-error'
import { createUniversal } from './universal'

export type ProbeSettings = Pick<ModelSettings, 'openaiApiKey' | 'openaiBaseUrl' | 'openaiHeaders'> & {
  provider: ModelProvider['name']
  defaultModelId: string
}

/**
 * Asks the default model one small question, forced to use a tool, and hangs up at the first word of the answer. What the
 * endpoint refuses on the way is remembered, so that the first run need not find out. Gives one line for whoever starts
 * the server: what was found, or what to do. Never rejects.
 */
export async function probe(settings: ProbeSettings, fetch: typeof globalThis.fetch, timeoutMs = 10_000): Promise<string> {
  if (settings.provider === 'demo') return 'Model: the demo model (no key set). Set OPENAI_API_KEY for a real one.'
  if (settings.provider === 'universal') return setUp(settings.defaultModelId)
  const { defaultModelId: modelId, openaiBaseUrl = openAiBaseUrl } = settings
  const subject = `Model: ${modelId} at ${new URL(openaiBaseUrl).host}`
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const found = await find(settings, featuresOf(modelId), { fetch, signal })
    const key = settings.openaiApiKey === undefined ? 'no key sent' : 'key accepted'
    const forced = found.forced === undefined ? '' : `, forced tools ${yesNo(found.forced)}`
    return `${subject}, ${key}; tools ${found.tools}${forced}, streaming ${yesNo(found.streaming)}.`
  } catch (error) {
    if (signal.aborted)
      return `${subject}: it did not answer within ${timeoutMs / 1000} seconds. Questions will be tried all the same.`
    if (isLoading(error)) return `${subject}: The model is loading. The first question will wait for it.`
    return `${subject}: ${advice(toModelError(error, { modelId }), settings)}`
  }
}

/** Whether the provider's package is there, with what it needs. It is not asked anything: each speaks in its own way. */
async function setUp(modelId: string): Promise<string> {
  try {
    await createUniversal().create(modelId, newFeatures())
    return `Model: ${modelId}, by its package for LangChain. The first question will show whether it answers.`
  } catch (error) {
    return toModelError(error, { modelId }).message
  }
}

/**
 * Tries a model that somebody has just chosen, as `probe` does, and notes what it takes in `features`. Throws an `AppError`
 * where it does not answer.
 */
export async function tryModel(
  settings: ProbeSettings,
  features: ModelFeatures,
  fetch: typeof globalThis.fetch,
  timeoutMs = 30_000,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    await find(settings, features, { fetch, signal })
  } catch (error) {
    throw signal.aborted
      ? new AppError('model-stalled', { cause: error })
      : toModelError(error, { modelId: settings.defaultModelId })
  }
}

type Found = { tools: 'yes' | 'accepted, none used'; forced?: boolean; streaming: boolean }
type Means = { fetch: typeof globalThis.fetch; signal: AbortSignal }

const maxRequests = 4

async function find(settings: ProbeSettings, features: ModelFeatures, means: Means): Promise<Found> {
  for (let requests = 1; ; requests += 1) {
    try {
      const first = await askOnce(settings, features, means)
      const used = first.kind === 'call'
      // Some take the parameter and then answer with nothing at all: those are better asked without.
      if (features.forcedTools && first.kind === 'nothing') features.forcedTools = false
      return { tools: used ? 'yes' : 'accepted, none used', forced: features.forcedTools && used, streaming: first.streaming }
    } catch (error) {
      const feature = refusedFeature(error)
      if (!feature || !features[feature] || requests === maxRequests) throw error
      features[feature] = false
    }
  }
}

type First = { kind: 'call' | 'text' | 'nothing'; streaming: boolean }

async function askOnce(settings: ProbeSettings, features: ModelFeatures, { fetch, signal }: Means): Promise<First> {
  const endpoint = toEndpoint({ openaiBaseUrl: openAiBaseUrl, ...settings })
  const response = await fetch(endpoint.url('chat/completions'), {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json', ...endpoint.headers },
    body: JSON.stringify({
      model: settings.defaultModelId,
      messages: [{ role: 'user', content: 'Call the tool "ping".' }],
      tools: [pingTool],
      stream: true,
      ...(features.forcedTools && { tool_choice: 'required' }),
      ...(features.parallelToolCalls && { parallel_tool_calls: true }),
      ...(features.streamUsage && { stream_options: { include_usage: true } }),
    }),
  })
  if (!response.ok) throw await refusalOf(response)
  const { chunks, streams } = await openCompletion(response)
  return { kind: await firstKind(chunks), streaming: streams }
}

const pingTool = {
  type: 'function',
  function: { name: 'ping', description: 'Answers "pong".', parameters: { type: 'object', properties: {} } },
}

/** What comes first, a call or words; read no further than that: leaving the loop closes the connection. */
async function firstKind(chunks: AsyncIterable<Chunk>): Promise<First['kind']> {
  for await (const chunk of chunks) {
    const said = chunk.choices[0]?.delta
    if (said?.tool_calls?.length) return 'call'
    if (said?.content) return 'text'
  }
  return 'nothing'
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

function advice(error: AppError, { openaiBaseUrl, defaultModelId }: ProbeSettings): string {
  if (error.code === 'model-unknown' && openaiBaseUrl === undefined && defaultModelId === defaultOpenAiModel) {
    return `${error.message} Set MODEL to one that your account may use.`
  }
  if (/could not be reached/.test(error.message) && openaiBaseUrl !== undefined)
    return `${error.message} Check OPENAI_BASE_URL, and that the server runs.`
  if (/does not support tools|tool choice requires|param: tools/.test(error.message))
    return `${error.message} Choose a model that takes tools.`
  return error.message
}
