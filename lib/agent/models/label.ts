import type { ModelProvider } from './provider'

/** A model's name as a person reads it: `gpt-5-mini` is "GPT-5 mini", `org/Qwen3-8B` is "Qwen3-8B", `xai:grok-4` is "grok-4". */
export function toModelLabel(provider: ModelProvider['name'], modelId: string): string {
  if (provider === 'demo') return 'Demo model'
  if (provider === 'openai') return modelId.replace(/^gpt-/, 'GPT-').replace(/-(mini|nano|pro|turbo)\b/g, ' $1')
  const name = provider === 'universal' ? modelId.slice(modelId.indexOf(':') + 1) : modelId
  return name.slice(name.lastIndexOf('/') + 1) || modelId
}
