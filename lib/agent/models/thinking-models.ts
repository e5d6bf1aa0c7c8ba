import type { ModelChoice } from './provider'

/** OpenAI's models that think before they answer, in secret but for summaries, which the executor cannot count; the others' output it cuts itself. */
export const thinks = (modelId: string): boolean => /^(o\d|gpt-5(?!.*chat))/.test(modelId)

/** The first generation of GPT-5 thinks so long by default that its silence looks like a stall. */
export const thinksTooLong = (modelId: string): boolean => /^gpt-5(-mini|-nano)?(-\d{4}-\d\d-\d\d)?$/.test(modelId)

/** It can be told how long to think: of OpenAI's own those that think, elsewhere the open ones of OpenAI, of which that is known. */
export const takesEffort = ({ id, modelId = id, provider }: Pick<ModelChoice, 'id' | 'modelId' | 'provider'>): boolean =>
  provider === 'openai' ? thinks(modelId) : provider === 'compatible' && /gpt-oss/i.test(modelId)
