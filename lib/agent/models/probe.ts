import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import type { AppError } from '@/lib/protocol/error'
import { readStart, toErrorObject, withReadableErrors } from './error-body'
import { featuresOf } from './features'
import { defaultOpenAiModel, openAiBaseUrl } from './openai-defaults'
import type { ModelFeatures, ModelProvider } from './provider'
import { refusedFeature } from './refused-feature'
import type { ModelSettings } from './settings'
import { noCompletion, toModelError } from './to-model-error'

export type ProbeSettings = Pick<ModelSettings, 'openaiApiKey' | 'openaiBaseUrl'> & {
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
  const { defaultModelId: modelId, openaiBaseUrl = openAiBaseUrl } = settings
  const subject = `Model: ${modelId} at ${new URL(openaiBaseUrl).host}`
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const found = await find(settings, featuresOf(modelId), { fetch: withReadableErrors(fetch), signal })
    const key = settings.openaiApiKey === undefined ? 'no key sent' : 'key accepted'
    const forced = found.forced === undefined ? '' : `, forced tools ${yesNo(found.forced)}`
    return `${subject}, ${key}; tools ${found.tools}${forced}, streaming ${yesNo(found.streaming)}.`
  } catch (error) {
    if (signal.aborted)
      return `${subject}: it did not answer within ${timeoutMs / 1000} seconds. Questions will be tried all the same.`
    return `${subject}: ${advice(toModelError(error, { modelId }), settings)}`
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
  const { defaultModelId, openaiApiKey, openaiBaseUrl = openAiBaseUrl } = settings
  const response = await fetch(`${openaiBaseUrl}/chat/completions`, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${openaiApiKey ?? 'none'}` },
    body: JSON.stringify({
      model: defaultModelId,
      messages: [{ role: 'user', content: 'Call the tool "ping".' }],
      tools: [pingTool],
      stream: true,
      ...(features.forcedTools && { tool_choice: 'required' }),
      ...(features.parallelToolCalls && { parallel_tool_calls: true }),
      ...(features.streamUsage && { stream_options: { include_usage: true } }),
    }),
  })
  if (!response.ok) {
    const error = toErrorObject(response.body ? await readStart(response.body) : '')
    throw Object.assign(new Error(error.message), { status: response.status, headers: response.headers, ...error })
  }
  return { kind: await firstKind(response), streaming: isStreaming(response) }
}

const pingTool = {
  type: 'function',
  function: { name: 'ping', description: 'Answers "pong".', parameters: { type: 'object', properties: {} } },
}

/**
 * What comes first, a call or words; read no further than that: leaving the loop closes the connection. Throws what the
 * endpoint says went wrong, and where nothing of a completion comes at all: something else than a model answers there.
 */
async function firstKind(response: Response): Promise<First['kind']> {
  let isCompletion = false
  for await (const data of dataOf(response)) {
    const chunk = completion.safeParse(parse(data)).data
    if (!chunk) continue
    if (chunk.error) throw Object.assign(new Error(toErrorObject(data).message), { status: 400, ...toErrorObject(data) })
    isCompletion ||= Array.isArray(chunk.choices)
    const said = chunk.choices?.[0]?.delta ?? chunk.choices?.[0]?.message
    if (said?.tool_calls?.length) return 'call'
    if (said?.content) return 'text'
  }
  if (!isCompletion) throw Object.assign(new Error('No chat completion.'), { status: 404, code: noCompletion })
  return 'nothing'
}

/** The data of each event; of a server that does not stream, its one answer. */
async function* dataOf(response: Response): AsyncGenerator<string, void> {
  if (!isStreaming(response) || !response.body) return yield await response.text()
  for await (const event of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()))
    yield event.data
}

const isStreaming = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/event-stream') ?? false

/** As much of a completion, whole or in chunks, as is looked at here. */
const said = z.object({ content: z.string().nullish(), tool_calls: z.array(z.unknown()).nullish() }).nullish()
const completion = z.object({
  choices: z.array(z.object({ delta: said, message: said })).nullish(),
  error: z.unknown().optional(),
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // `[DONE]`, or nonsense that the first run will meet again.
  }
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

function advice(error: AppError, { openaiBaseUrl, defaultModelId }: ProbeSettings): string {
  if (error.code === 'model-unknown' && openaiBaseUrl === undefined && defaultModelId === defaultOpenAiModel) {
    return `${error.message} Set MODEL to one that your account may use.`
  }
  if (error.code === 'model-unreachable' && openaiBaseUrl !== undefined)
    return `${error.message} Check OPENAI_BASE_URL, and that the server runs.`
  if (/does not support tools|tool choice requires|param: tools/.test(error.message))
    return `${error.message} Choose a model that takes tools.`
  return error.message
}
