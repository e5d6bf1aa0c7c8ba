import { takesEffort } from '@/lib/agent/models/openai-models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { seesImages, toImageSupport } from '@/lib/agent/models/sees-images'
import { AppError } from '@/lib/protocol/error'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { Services } from '@/lib/server/service-types'

/** The models of a visitor's own provider, the chosen one first. */
export type OwnModels = { host: string; models: ModelChoice[] }

/** What a visitor may choose from: their own models before those that everybody has. */
export async function readOffer({ env, models }: Services, own: OwnModels | undefined): Promise<ModelOffer> {
  const all = [...(own?.models ?? []), ...(await models.read())]
  return {
    models: all.map((model) => ({
      id: model.id,
      label: model.label,
      ...(takesEffort(model) && { takesEffort: true as const }),
      ...(takesThorough(model, env) && { takesThorough: true as const }),
      ...toImageSupport(seesImages(model, env.modelImages)),
    })),
    defaultModelId: all[0]?.id ?? env.defaultModelId,
    canBringOwn: env.visitorKeys,
    ...(own && { ownHost: own.host }),
  }
}

/** Where a run ends sooner, it is over before a plan is worked through. */
const leastThoroughMs = 120_000

const takesThorough = ({ provider }: ModelChoice, { thorough }: Services['env']): boolean =>
  provider !== 'demo' && thorough.deadlineMs >= leastThoroughMs

/** The model that everybody has unless they choose another. */
export async function firstModel({ models }: Services): Promise<ModelChoice> {
  const [first] = await models.read()
  if (!first) throw new Error('There is always a model: that of the environment, or the demo model.')
  return first
}

/** The model that a request asks for, or the first one. Throws `bad-request` for one that is not offered. */
export async function chooseModel(modelId: string | undefined, { models }: Services, own?: OwnModels): Promise<ModelChoice> {
  const isWanted = ({ id }: ModelChoice) => modelId === undefined || id === modelId
  const choice = own?.models.find(isWanted) ?? (await models.read((offered) => offered.some(isWanted))).find(isWanted)
  if (choice) return choice
  const message = `This server does not offer the model "${modelId}".`
  throw new AppError('bad-request', { field: 'forwardedProps.unfold.model', message })
}
