import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { ChatOpenAI } from '@langchain/openai'
import { boundLines } from './bounded-lines'
import { TolerantCompletions } from './completions'
import { withReadableErrors } from './error-body'
import { openAiBaseUrl, thinks, thinksTooLong } from './openai-models'
import { toOrigin } from './own-fields'
import type { ModelProvider } from './provider'
import { ThinkingResponses } from './responses'
import type { ModelSettings } from './settings'

/**
 * OpenAI itself. No temperature is sent: reasoning models refuse it. `streaming` is left alone: together with `invoke`
 * it makes LangChain download tokenizer data. The executor has the retries and the time limits, so there are none here.
 */
export const createOpenAi = (settings: ModelSettings): ModelProvider<BaseChatModel> => ({
  name: 'openai',
  create: (modelId, features, signs = {}) => {
    // Two APIs are two origins: what one puts beside a turn, the other refuses.
    const origin = toOrigin('openai', features.responses ? `${openAiBaseUrl}/responses` : openAiBaseUrl)
    const effort = settings.effort ?? (thinksTooLong(modelId) ? 'low' : undefined)
    const fields = {
      model: modelId,
      apiKey: settings.openaiApiKey ?? '',
      maxRetries: 0,
      streamUsage: features.streamUsage,
      ...(thinks(modelId) && { maxTokens: settings.maxOutputTokens }),
      configuration: {
        baseURL: openAiBaseUrl,
        fetch: withReadableErrors(bounded(withHeaders(settings.fetch ?? globalThis.fetch, settings.openaiHeaders), signs.alive)),
        logLevel: 'off' as const,
      },
    }
    if (features.responses) return new ThinkingResponses(fields, { origin, thinks: thinks(modelId), effort, features, signs })
    const asked = { ...fields, ...(effort && thinks(modelId) && features.effort && { reasoning: { effort } }) }
    return new ChatOpenAI({ ...asked, completions: new TolerantCompletions(asked, { origin, features }) })
  },
})

/** The client would take them too, and LangChain would then write them into each trace. */
const withHeaders =
  (fetch: typeof globalThis.fetch, more: Record<string, string> = {}): typeof globalThis.fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers)
    for (const [name, value] of Object.entries(more)) headers.set(name, value)
    return fetch(input, { ...init, headers })
  }

/** Says of each piece that something came, be it an event without a token, as of a model that thinks in secret. */
const bounded =
  (fetch: typeof globalThis.fetch, alive: () => void = () => undefined): typeof globalThis.fetch =>
  async (input, init) => {
    const response = boundLines(await fetch(input, init))
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        alive()
        controller.enqueue(chunk)
      },
    })
    return response.body ? new Response(response.body.pipeThrough(heard), response) : response
  }
