import type { ModelProvider } from './provider'

/** A model's name as a person reads it: `gpt-5-mini` is "GPT-5 mini", `org/Qwen3-8B` is "Qwen3-8B". */
export function toLabel(provider: ModelProvider['name'], modelId: string): string {
  if (provider === 'demo') return 'Demo model'
  if (provider === 'openai') return modelId.replace(/^gpt-/, 'GPT-').replace(/-(mini|nano|pro|turbo)\b/g, ' $1')
  return modelId.slice(modelId.lastIndexOf('/') + 1) || modelId
}
