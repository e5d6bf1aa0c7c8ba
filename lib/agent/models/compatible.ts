import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { OpenAIClient } from '@langchain/openai'
import { Agent, fetch } from 'undici'
import type { Effort } from '@/lib/protocol/model-offer'
import { boundLines } from './bounded-lines'
import { type Chunk, openCompletion } from './completion-stream'
import { TolerantCompletions } from './completions'
import { type Endpoint, toEndpoint } from './endpoint'
import { refusalOf } from './error-body'
import { openAiBaseUrl } from './openai-models'
import { toOrigin } from './own-fields'
import type { ModelFeatures, ModelProvider, StreamSigns } from './provider'
import type { ModelSettings } from './settings'

/**
 * Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, OpenRouter, Groq … Never the Responses API,
 * which `ChatOpenAI` would choose for some model names by itself. No output limit is sent: many servers refuse one that is
 * larger than their context, or know only one of its two names, and the executor cuts too long an answer itself.
 */
export const createCompatible = (settings: ModelSettings): ModelProvider<BaseChatModel> => {
  const endpoint = toEndpoint({ openaiBaseUrl: openAiBaseUrl, ...settings })
  const { fetch = patientFetch, effort } = settings
  return {
    name: 'compatible',
    create: (modelId, features, signs = {}) => new OwnConnection(modelId, { endpoint, fetch, effort, features, signs }),
  }
}

type Means = {
  endpoint: Endpoint
  fetch: (url: string, init: RequestInit) => Promise<Response>
  effort: Effort | undefined
  features: ModelFeatures
  signs: Partial<StreamSigns>
}

/** A chat model with a connection of our own, which takes what servers really send. */
class OwnConnection extends TolerantCompletions {
  readonly #means: Means

  constructor(modelId: string, means: Means) {
    // The key goes with the endpoint's headers; LangChain insists on one for the client that is never made.
    super(
      { model: modelId, apiKey: 'none', maxRetries: 0, streamUsage: means.features.streamUsage },
      { origin: toOrigin('compatible', means.endpoint.url('chat/completions')), features: means.features },
    )
    this.#means = means
  }

  override completionWithRetry(request: Streaming, options?: OpenAIClient.RequestOptions): Promise<AsyncIterable<Chunk>>
  override completionWithRetry(
    request: Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<OpenAIClient.Chat.Completions.ChatCompletion>
  override async completionWithRetry(
    request: Streaming | Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<AsyncIterable<Chunk> | OpenAIClient.Chat.Completions.ChatCompletion> {
    const { endpoint, fetch, effort, features, signs } = this.#means
    const response = await fetch(endpoint.url('chat/completions'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...endpoint.headers },
      body: JSON.stringify({ ...toBody(request), ...(effort && features.effort && { reasoning_effort: effort }) }),
      ...(options?.signal && { signal: options.signal }),
    })
    if (!response.ok) throw await refusalOf(response)
    if (!request.stream) return response.json()
    return (await openCompletion(boundLines(response), signs)).chunks
  }
}

type Streaming = OpenAIClient.Chat.ChatCompletionCreateParamsStreaming
type Whole = OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming

/** LangChain says `developer` to names like `gpt-5`, which only OpenAI itself knows; all know `system`, OpenAI too. */
const toBody = (request: Streaming | Whole): object => ({
  ...request,
  messages: request.messages.map((message) => (message.role === 'developer' ? { ...message, role: 'system' } : message)),
})

/**
 * `fetch` without time limits of its own. Node's gives up after five minutes without a header, which a model that is still
 * being loaded, or that reads a long question on a slow machine, may well take; how long is waited is the executor's choice.
 */
const patientFetch = (url: string, init: RequestInit): Promise<Response> => withoutLimits(url, { ...init, dispatcher })

const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

/** Node's own `fetch` is this one; only their types are declared apart. */
const withoutLimits = fetch as unknown as (url: string, init: RequestInit & { dispatcher: Agent }) => Promise<Response>
