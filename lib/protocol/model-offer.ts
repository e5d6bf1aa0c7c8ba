import type { ModelName } from './event'

/** How long a model may think before it answers, where it can be told. */
export const efforts = ['low', 'medium', 'high'] as const
export type Effort = (typeof efforts)[number]

export type OfferedModel = ModelName & {
  /** It can be told how long to think. */
  takesEffort?: true
  /** It can be asked to be thorough. */
  takesThorough?: true
  /** Whether it can look at images; not there where nobody knows before it is tried. */
  seesImages?: boolean
}

/** The models that a visitor may choose from: what `GET /api/models` answers. */
export type ModelOffer = {
  /** Never empty. */
  models: OfferedModel[]
  /** The one that answers unless another is chosen. */
  defaultModelId: string
  /** This visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
  /** Where the visitor's own key or address leads, as a host. */
  ownHost?: string
}

/** The id of the model that works by rules, without any provider. */
export const demoModelId = 'demo'
