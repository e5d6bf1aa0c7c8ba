import type { ModelFeatures } from './provider'

/**
 * What a model's endpoint takes, as far as it is known: one object per model, which whoever meets a refusal changes.
 * On `globalThis`, since `next dev` evaluates modules again and the start-up probe lives in another bundle than the routes.
 */
export function featuresOf(modelId: string): ModelFeatures {
  holder.modelFeatures ??= new Map()
  let features = holder.modelFeatures.get(modelId)
  if (!features) {
    features = { forcedTools: true, parallelToolCalls: true, streamUsage: true }
    holder.modelFeatures.set(modelId, features)
  }
  return features
}

const holder: typeof globalThis & { modelFeatures?: Map<string, ModelFeatures> } = globalThis
