import { ChatOpenAICompletions } from '@langchain/openai'
import { withReadableErrors } from './error-body'
import { toLabel } from './label'
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
  label: (modelId) => toLabel('compatible', modelId),
  create: (modelId, features) =>
    new ChatOpenAICompletions({
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
