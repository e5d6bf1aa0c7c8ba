import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { toModelLabel } from '@/lib/agent/models/label'
import { openAiBaseUrl } from '@/lib/agent/models/openai-models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import type { ModelReach } from '@/lib/agent/models/settings'
import { hideSecret } from '@/lib/agent/redact'
import type { Owner } from '@/lib/db/run-queries'
import type { Env } from '@/lib/server/env'
import { deviceCookie, readCookie } from '@/lib/server/http/cookies'
import { visitorKeys } from '@/lib/server/http/visitor-keys'
import type { OwnModels } from './offered-models'
import { fetchFor } from './own-fetch'

/** A provider that a visitor brought: where it is, their key there, and its models, of which the first is the chosen one. */
export type OwnProvider = { baseUrl: string; key?: string | undefined; modelIds: string[] }

/**
 * A visitor's provider is kept in a cookie of theirs and nowhere else: encrypted (AES-256-GCM) with a key that is derived from the
 * visitor secret, bound to the visitor, and out of reach of scripts. Whoever has the cookie without the secret, or the
 * secret without the cookie, has nothing.
 */
const name = 'own-provider'
const ageSeconds = 90 * 24 * 60 * 60
/** Browsers keep cookies of up to 4 KiB, name and attributes included. */
const maxSealedChars = 3600

/**
 * The `set-cookie` value that keeps a provider with its visitor: encrypted for this `owner`, for 90 days. Where not all models
 * fit into 4 KiB, the last ones are left out.
 */
export function toOwnCookie(provider: OwnProvider, owner: Owner, request: Request): string {
  let { modelIds } = provider
  for (;;) {
    const sealed = seal(JSON.stringify({ ...provider, modelIds }), owner)
    if (sealed.length <= maxSealedChars || modelIds.length <= 1) return deviceCookie(request, { name, value: sealed, ageSeconds })
    // The picker then offers fewer; the dialog still lists them all.
    modelIds = modelIds.slice(0, Math.floor(modelIds.length * 0.8))
  }
}

/** The `set-cookie` value that makes a browser forget the provider. */
export const toForgottenCookie = (request: Request): string => deviceCookie(request, { name, value: '', ageSeconds: 0 })

/** The provider that a visitor brought; nothing where there is none, or it cannot be read (any more). */
export function readOwnProvider(headers: Headers, owner: Owner | undefined): OwnProvider | undefined {
  const sealed = readCookie(headers, name)
  if (owner === undefined || sealed === undefined) return undefined
  const parsed = kept.safeParse(unseal(sealed, owner))
  if (!parsed.success) return undefined
  if (parsed.data.key !== undefined) hideSecret(parsed.data.key)
  return parsed.data
}

/** The models that a visitor brought, ready to be asked; nothing where visitors may bring none. */
export function readOwnModels(headers: Headers, owner: Owner | undefined, env: Env): OwnModels | undefined {
  const own = env.visitorKeys ? readOwnProvider(headers, owner) : undefined
  return own && { host: new URL(own.baseUrl).host, models: own.modelIds.map((id) => toChoice(id, own, fetchFor(headers, env))) }
}

/** Which way of asking an address takes: that of OpenAI itself, or that of servers which are compatible with it. */
export const providerOf = (baseUrl: string): ModelChoice['provider'] => (baseUrl === openAiBaseUrl ? 'openai' : 'compatible')

/** The address at which it is reached, and the key. */
export const toReach = ({ baseUrl, key }: Pick<OwnProvider, 'baseUrl' | 'key'>): ModelReach => ({
  openaiBaseUrl: baseUrl,
  ...(key !== undefined && { openaiApiKey: key }),
})

/**
 * A model of a visitor’s own as one that can be asked. Its id begins with `own:`, so that it is never taken for one of the
 * server’s.
 */
export function toChoice(modelId: string, own: OwnProvider, fetch: typeof globalThis.fetch): ModelChoice {
  const provider = providerOf(own.baseUrl)
  return {
    id: `own:${modelId}`,
    modelId,
    label: toModelLabel(provider, modelId),
    provider,
    isOwn: true,
    reach: { ...toReach(own), fetch },
  }
}

const kept = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }),
  key: z.string().min(1).optional(),
  modelIds: z.array(z.string().min(1)).min(1),
})

const ivBytes = 12
const tagBytes = 16

function seal(text: string, owner: Owner): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', encryptionKey(visitorKeys()[0] ?? ''), iv).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Undefined for what was sealed for another visitor, by a secret that is not accepted any more, or changed since. */
function unseal(sealed: string, owner: Owner): unknown {
  const bytes = Buffer.from(sealed, 'base64url')
  for (const secret of visitorKeys()) {
    try {
      const iv = bytes.subarray(0, ivBytes)
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey(secret), iv, { authTagLength: tagBytes })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8'))
    } catch {
      // Not by this secret; perhaps by the next.
    }
  }
  return undefined
}

/** Another key than the one that signs, though both come from the same secret. */
const encryptionKey = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'unfold own provider', 32))
