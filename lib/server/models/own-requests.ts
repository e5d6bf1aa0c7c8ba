import { featuresOf } from '@/lib/agent/models/features'
import { tryModel } from '@/lib/agent/models/probe'
import { hideSecret } from '@/lib/agent/redact'
import type { Owner } from '@/lib/db/run-queries'
import { AppError, toAppError } from '@/lib/protocol/error'
import type { FoundProvider, OwnAddress, OwnAnswer, OwnChoice } from '@/lib/protocol/own-provider'
import type { Services } from '@/lib/server/service-types'
import { findProvider } from './find-provider'
import { readOffer } from './offered-models'
import { fetchFor } from './own-fetch'
import { type OwnProvider, providerOf, readOwnProvider, toChoice, toForgottenCookie, toOwnCookie, toReach } from './own-provider'

/** Who asks, and from which address. */
type Asker = { owner: Owner | undefined; headers: Headers; address: string }

/** Looks what there is with a key, or at an address; with neither, at what the visitor brought before. */
export async function findOwn(asked: OwnAddress, asker: Asker, { env }: Services): Promise<FoundProvider> {
  checkAllowed(env)
  attempts.take(asker.address)
  const { key, address } = complete(asked, asker)
  if (key !== undefined) hideSecret(key)
  return findProvider({ key, address }, fetchFor(asker.headers, env))
}

/** Tries the chosen model with one small question, and gives the cookie by which it is this visitor's from now on. */
export async function chooseOwn(
  { modelId, modelIds, ...asked }: OwnChoice,
  request: Request,
  asker: Asker & { owner: Owner },
  services: Services,
): Promise<OwnAnswer & { cookie: string }> {
  checkAllowed(services.env)
  attempts.take(asker.address)
  const { key, address } = complete(asked, asker)
  if (key !== undefined) hideSecret(key)
  const fetch = fetchFor(asker.headers, services.env)
  // The address is what the first step found; it is looked at again, since anybody can write anything here.
  const { address: baseUrl, host } = await findProvider({ key, address }, fetch)
  const settings = {
    provider: providerOf(baseUrl),
    defaultModelId: modelId,
    ...toReach({ baseUrl, key }),
  }
  await tryModel(settings, featuresOf(modelId, settings), fetch).catch((error: unknown) => {
    throw toFieldError(toAppError(error), { modelId, host })
  })
  const own: OwnProvider = { baseUrl, key, modelIds: [modelId, ...modelIds.filter((id) => id !== modelId)] }
  const models = own.modelIds.map((id) => toChoice(id, own, fetch))
  return { offer: await readOffer(services, { host, models }), cookie: toOwnCookie(own, asker.owner, request) }
}

/** Forgets the provider of a visitor: what is offered without it, and the cookie that removes it. */
export async function forgetOwn(request: Request, services: Services): Promise<OwnAnswer & { cookie: string }> {
  return { offer: await readOffer(services, undefined), cookie: toForgottenCookie(request) }
}

function checkAllowed({ visitorKeys }: Services['env']): void {
  if (!visitorKeys) throw new AppError('not-found', { message: 'This server does not accept keys from visitors.' })
}

/** Adds the kept key, which the browser never has, to a request without a key whose address is the kept one or missing. */
function complete(asked: OwnAddress, { headers, owner }: Asker): OwnAddress {
  const own = readOwnProvider(headers, owner)
  if (!own || asked.key !== undefined) return asked
  const isSame = asked.address === undefined || asked.address === own.baseUrl
  return isSame ? { key: own.key, address: own.baseUrl } : asked
}

function toFieldError({ code, message }: AppError, { modelId, host }: { modelId: string; host: string }): AppError {
  const wrong = (field: string, words: string) => new AppError('bad-request', { field, message: words })
  switch (code) {
    case 'model-key':
      return wrong('key', `${host} did not accept this key.`)
    case 'model-quota':
      return wrong('key', `The account of this key has no credit left at ${host}.`)
    case 'model-unknown':
      return wrong('modelId', `${host} does not offer the model “${modelId}”, or it is not a chat model.`)
    case 'model-stalled':
    case 'model-unreachable':
      return wrong('modelId', `“${modelId}” did not answer. Try again in a moment, or choose another.`)
    default:
      return wrong('modelId', `“${modelId}” cannot be used: ${message}`)
  }
}

/** How often one address may have this server ask others, so that it is no means to try keys or addresses out. */
class Attempts {
  readonly #times = new Map<string, number[]>()

  take(address: string, now = Date.now()): void {
    const recent = (this.#times.get(address) ?? []).filter((time) => time > now - windowMs)
    const [oldest = now] = recent
    if (recent.length >= mostAttempts) {
      const message = 'Too many attempts. Wait a minute and try again.'
      throw new AppError('rate-limited', { message, retryAfterMs: oldest + windowMs - now })
    }
    if (this.#times.size > mostAddresses) this.#times.clear()
    this.#times.set(address, [...recent, now])
  }
}

const windowMs = 60_000
const mostAttempts = 30
const mostAddresses = 10_000
const attempts = new Attempts()
