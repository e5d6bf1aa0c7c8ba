import type { ModelFeatures } from './provider'

/**
 * What a model's endpoint takes, as far as it is known: one object per model, which whoever meets a refusal changes.
 * On `globalThis`, since `next dev` evaluates modules again and the start-up probe lives in another bundle than the routes.
 */
export function featuresOf(modelId: string): ModelFeatures {
  holder.modelFeatures ??= new Map()
  let features = holder.modelFeatures.get(modelId)
  if (!features) {
    features = newFeatures()
    holder.modelFeatures.set(modelId, features)
  }
  return features
}

/** All that is hoped for of an endpoint of which nothing is known. */
export const newFeatures = (): ModelFeatures => ({
  forcedTools: true,
  parallelToolCalls: true,
  streamUsage: true,
  richSchemas: true,
  ownFields: true,
  responses: true,
  reasoning: true,
  summaries: true,
  effort: true,
})

const holder: typeof globalThis & { modelFeatures?: Map<string, ModelFeatures> } = globalThis
