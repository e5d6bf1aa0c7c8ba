import { ChatOpenAICompletions, type OpenAIClient } from '@langchain/openai'
import { withReadableErrors } from './error-body'
import { numberCalls } from './number-calls'
import { openAiBaseUrl } from './openai-defaults'
import type { ModelProvider } from './provider'
import type { ModelSettings } from './settings'

/**
 * Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, OpenRouter, Groq … Never the Responses API,
 * which `ChatOpenAI` would choose for some model names by itself. No output limit is sent: many servers refuse one that is
 * larger than their context, and the executor cuts too long an answer itself.
 */
export const createCompatible = (settings: ModelSettings): ModelProvider => ({
  name: 'compatible',
  create: (modelId, features) =>
    new TolerantCompletions({
      model: modelId,
      // Local servers need no key, but the client insists on one.
      apiKey: settings.openaiApiKey ?? 'none',
      maxRetries: 0,
      streamUsage: features.streamUsage,
      configuration: {
        baseURL: settings.openaiBaseUrl ?? openAiBaseUrl,
        fetch: withReadableErrors(globalThis.fetch),
        logLevel: 'off',
      },
    }),
})

/** Chat completions whose streamed calls are told apart even where the server does not. */
class TolerantCompletions extends ChatOpenAICompletions {
  override completionWithRetry(request: Streaming, options?: OpenAIClient.RequestOptions): Promise<AsyncIterable<Chunk>>
  override completionWithRetry(
    request: Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<OpenAIClient.Chat.Completions.ChatCompletion>
  override async completionWithRetry(
    request: Streaming | Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<AsyncIterable<Chunk> | OpenAIClient.Chat.Completions.ChatCompletion> {
    return request.stream
      ? numberCalls(await super.completionWithRetry(request, options))
      : super.completionWithRetry(request, options)
  }
}

type Chunk = OpenAIClient.Chat.Completions.ChatCompletionChunk
type Streaming = OpenAIClient.Chat.ChatCompletionCreateParamsStreaming
type Whole = OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming
