import { createHash } from 'node:crypto'
import type { ModelFeatures } from './provider'
import type { ModelReach } from './settings'

/**
 * What a model's endpoint takes, as far as it is known: one object per model, which whoever meets a refusal changes. Of what is
 * reached elsewhere (`reach`) it is one per place and key: accounts differ in what they may do and how much they may send at once.
 * On `globalThis`, since `next dev` evaluates modules again and the start-up probe lives in another bundle than the routes.
 */
export function featuresOf(modelId: string, reach?: ModelReach): ModelFeatures {
  holder.modelFeatures ??= new Map()
  const known = holder.modelFeatures
  const key = toKey(modelId, reach)
  const features = known.get(key) ?? newFeatures()
  // Visitors name models and places as they like: the one that was asked for longest ago is forgotten first.
  known.delete(key)
  known.set(key, features)
  const [oldest] = known.keys()
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  return features
}

/** The same where it is known already, for whoever only looks. */
export const findFeatures = (modelId: string, reach?: ModelReach): ModelFeatures | undefined =>
  holder.modelFeatures?.get(toKey(modelId, reach))

const mostKnown = 1000

const toKey = (modelId: string, reach: ModelReach | undefined): string =>
  reach === undefined
    ? modelId
    : createHash('sha256')
        .update(JSON.stringify([modelId, reach.openaiBaseUrl, reach.openaiApiKey]))
        .digest('base64url')

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
