import type { ModelName } from './event'

/** The models that a visitor may choose from: what `GET /api/models` answers. */
export type ModelOffer = {
  /** Never empty. */
  models: ModelName[]
  /** The one that answers unless another is chosen. */
  defaultModelId: string
  /** This visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
  /** Where the visitor's own key or address leads, as a host. */
  ownHost?: string
}

/** The id of the model that works by rules, without any provider. */
export const demoModelId = 'demo'
