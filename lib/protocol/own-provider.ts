import { z } from 'zod'
import { AppError } from './error'
import { checkValue } from './format-issue'
import type { ModelOffer } from './model-offer'

/** Where a visitor's own models are: a key of a provider, or the address of a server, or both. */
export type OwnAddress = { key?: string | undefined; address?: string | undefined }

/** What `POST /api/own-provider` answers: what was found there. */
export type FoundProvider = {
  /** It is given back when a model is chosen. */
  address: string
  host: string
  /** The models to choose from; empty where the provider lists none, and then the name of one has to be written. */
  models: { id: string; label: string }[]
}

/** What `PUT /api/own-provider` takes: the same again, with what was chosen. */
export type OwnChoice = OwnAddress & { modelId: string /** Others, to be offered beside it. */; modelIds: string[] }

/** What `PUT` and `DELETE` answer. */
export type OwnAnswer = { offer: ModelOffer }

const key = z
  .string('must be text')
  .trim()
  .max(1000, 'must be at most 1,000 characters')
  .regex(/^[\x21-\x7e]*$/, 'must be a key without spaces')
  .transform((text) => text || undefined)
  .optional()
const address = z
  .string('must be text')
  .trim()
  .max(500, 'must be at most 500 characters')
  .transform((text) => text || undefined)
  .optional()
const modelId = z
  .string('must be text')
  .trim()
  .min(1, 'must name a model')
  .max(200, 'must be at most 200 characters')
  .regex(/^\P{C}+$/u, 'must be the name of a model')

const ownAddress = z.object({ key, address }, 'must be an object')
const ownChoice = ownAddress.extend({ modelId, modelIds: z.array(modelId, 'must be a list').max(5000).default([]) })

/** Reads such a body. Throws `bad-request` that names the field, and never repeats what stood in it. */
export const parseOwnAddress = (body: unknown): OwnAddress => parse(ownAddress, body)
/** Reads the body that chooses one of the models that were found. It throws like `parseOwnAddress`. */
export const parseOwnChoice = (body: unknown): OwnChoice => parse(ownChoice, body)

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, issue } = checkValue(schema, body)
  if (!issue) return data
  const field = String(issue.path[0] ?? 'body')
  throw new AppError('bad-request', { field, message: `${words[field] ?? 'The request'} ${issue.words}.` })
}

const words: Record<string, string> = { key: 'The key', address: 'The address', modelId: 'The model', modelIds: 'The models' }
