import { ChatOpenAI } from '@langchain/openai'
import { boundLines } from './bounded-lines'
import { TolerantCompletions } from './completions'
import { withReadableErrors } from './error-body'
import { openAiBaseUrl } from './openai-defaults'
import { toOrigin } from './own-fields'
import type { ModelProvider } from './provider'
import type { ModelSettings } from './settings'

/**
 * OpenAI itself. No temperature is sent: reasoning models refuse it. `streaming` is left alone: together with `invoke`
 * it makes LangChain download tokenizer data. The executor has the retries and the time limits, so there are none here.
 */
export const createOpenAi = (settings: ModelSettings): ModelProvider => ({
  name: 'openai',
  create: (modelId, features) => {
    const fields = {
      model: modelId,
      apiKey: settings.openaiApiKey ?? '',
      maxRetries: 0,
      streamUsage: features.streamUsage,
      ...(thinks(modelId) && { maxTokens: settings.maxOutputTokens }),
      ...(thinksTooLong(modelId) && { reasoning: { effort: 'low' as const } }),
      configuration: {
        baseURL: openAiBaseUrl,
        fetch: withReadableErrors(bounded(settings.fetch ?? globalThis.fetch)),
        logLevel: 'off' as const,
      },
    }
    return new ChatOpenAI({
      ...fields,
      completions: new TolerantCompletions(fields, { origin: toOrigin('openai', openAiBaseUrl), features }),
    })
  },
})

const bounded =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) =>
    boundLines(await fetch(input, init))

/** These think in secret, which the executor cannot count; the others' output it cuts itself. */
const thinks = (modelId: string): boolean => /^(o\d|gpt-5(?!.*chat))/.test(modelId)

/** The first generation of GPT-5 thinks so long by default that its silence looks like a stall. */
const thinksTooLong = (modelId: string): boolean => /^gpt-5(-mini|-nano)?(-\d{4}-\d\d-\d\d)?$/.test(modelId)
