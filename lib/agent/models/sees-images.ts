import { z } from 'zod'
import { findFeatures } from './features'
import type { ModelChoice } from './provider'

/**
 * Whether a model can look at images, or `undefined` where nobody knows before it is tried. What the operator says (`setting`) counts for the
 * models of the environment, then what the model was found to refuse, then its provider's list, then what is known of OpenAI's names.
 */
export function seesImages(model: ModelChoice, setting?: boolean): boolean | undefined {
  const { id, modelId = id, provider, reach, isOwn } = model
  if (provider === 'demo') return false
  if (setting !== undefined && !isOwn) return setting
  if (findFeatures(reach ? modelId : id, reach)?.refusesImages) return false
  return model.seesImages ?? (provider === 'openai' ? sees(modelId) : undefined)
}

const sees = (modelId: string): boolean | undefined => {
  if (/^(gpt-3\.5|gpt-4(-\d{4})?(-preview)?$|o1-mini|o3-mini)/.test(modelId)) return false
  return /^(gpt-4o|gpt-4\.|gpt-4-turbo|gpt-[5-9]|chatgpt-|o1|o3|o4)/.test(modelId) ? true : undefined
}

/** What a provider's answer to `GET /v1/models` says of images, by id: OpenRouter by what a model takes, Mistral and llama.cpp by what it can do, LM Studio by its type. */
export function readImageSupport(body: unknown): ReadonlyMap<string, boolean> {
  const { data } = sighted.parse(Array.isArray(body) ? { data: body } : body)
  return new Map(
    data.flatMap((model) => {
      const known = sightOf(model)
      return known === undefined ? [] : [[model.id.replace(/^models\//, ''), known] as const]
    }),
  )
}

/** Whether a model sees images, as a field of it; no field where nothing is known. */
export const toImageSupport = (seesImages: boolean | undefined): { seesImages?: boolean } =>
  seesImages === undefined ? {} : { seesImages }

function sightOf({ type, architecture, capabilities }: z.infer<typeof sightedModel>): boolean | undefined {
  if (type === 'vlm') return true
  if (architecture?.input_modalities) return architecture.input_modalities.includes('image')
  if (Array.isArray(capabilities)) return capabilities.some((each) => each === 'multimodal' || each === 'vision') || undefined
  return capabilities?.vision
}

const sightedModel = z.object({
  id: z.string(),
  type: z.string().optional().catch(undefined),
  architecture: z
    .object({ input_modalities: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
  capabilities: z
    .union([z.array(z.string()), z.object({ vision: z.boolean().optional() })])
    .optional()
    .catch(undefined),
})
const sighted = z.object({ data: z.array(sightedModel).catch([]) }).catch({ data: [] })
