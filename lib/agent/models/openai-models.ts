import type { ModelChoice } from './provider'

/** The model that answers when a key is set and nothing else: it is small and current, and it takes tools. */
export const defaultOpenAiModel = 'gpt-5-mini'

/** The address is given in full, so that no other variable of the environment (`OPENAI_API_BASE`, a gateway) sends the key elsewhere. */
export const openAiBaseUrl = 'https://api.openai.com/v1'

/**
 * True for OpenAI's models that think before they answer. They do so in secret but for summaries, so the executor cannot count
 * it; the output of the others it cuts itself.
 */
export const thinks = (modelId: string): boolean => /^(o\d|gpt-5(?!.*chat))/.test(modelId)

/** True for the first generation of GPT-5, which thinks so long by default that its silence looks like a stall. */
export const thinksTooLong = (modelId: string): boolean => /^gpt-5(-mini|-nano)?(-\d{4}-\d\d-\d\d)?$/.test(modelId)

/** True for a model whose request may say how long it thinks: OpenAI's own that think, and elsewhere its open ones. */
export const takesEffort = ({ id, modelId = id, provider }: Pick<ModelChoice, 'id' | 'modelId' | 'provider'>): boolean =>
  provider === 'openai' ? thinks(modelId) : provider === 'compatible' && /gpt-oss/i.test(modelId)
