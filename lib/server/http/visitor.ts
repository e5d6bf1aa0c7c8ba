import { createHmac, timingSafeEqual } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { Owner } from '@/lib/db/run-queries'
import { AppError } from '@/lib/protocol/error'
import { deviceCookie, readCookies, securePrefix } from './cookies'
import { isForeign } from './cors'
import { visitorKeys } from './visitor-keys'

/**
 * Who asks. Each visitor has conversations of their own from the first request, without signing in: a signed cookie says
 * who they are, or a token for clients without cookies. Both are the visitor's id and its HMAC-SHA-256.
 */
const name = 'visitor'
const ageSeconds = 400 * 24 * 60 * 60

/** A new visitor: 16 random characters, which nobody guesses. */
export const createVisitor = (): Owner => nanoid(16) as Owner

/** Nobody in particular, who is the same for the same `words`; no cookie or token is ever made of them. */
export const toNobody = (words: string): Owner =>
  createHmac('sha256', visitorKeys()[0] ?? '')
    .update(`nobody:${words}`)
    .digest('base64url')
    .slice(0, 16) as Owner

/** The signed form of a visitor's id. */
export const toToken = (owner: Owner): string => `${owner}.${sign(owner, visitorKeys()[0])}`

/**
 * The visitor that a request comes from. `undefined` where it does not say, or by a cookie that is not ours.
 * Throws `unauthorized` for a wrong token: a client that shows one means to be somebody. Throws as `visitorKeys`, for
 * everybody: who is new would not be known again.
 */
export function visitorOf(request: Request): Owner | undefined {
  visitorKeys()
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const owner = verify(bearer.trim())
    if (!owner) throw new AppError('unauthorized')
    return owner
  }
  return isForeign(request) ? undefined : visitorOfHeaders(request.headers)
}

/** The visitor of a browser, by its cookie. Throws as `visitorKeys`. */
export function visitorOfHeaders(headers: Headers): Owner | undefined {
  const cookies = readCookies(headers.get('cookie') ?? '')
  return verify(cookies.get(securePrefix + name) ?? '') ?? verify(cookies.get(name) ?? '')
}

/** The `Set-Cookie` by which a browser is this visitor from now on. */
export const toVisitorCookie = (owner: Owner, request: Request): string =>
  deviceCookie(request, { name, value: toToken(owner), ageSeconds })

/** Signed text is compared as text, so that two spellings of the same bytes are not both accepted. */
function verify(token: string): Owner | undefined {
  const [, id = '', signature = ''] = /^([\w-]{16})\.([\w-]{43})$/.exec(token) ?? []
  if (id === '') return undefined
  const given = Buffer.from(signature)
  return visitorKeys().some((key) => timingSafeEqual(given, Buffer.from(sign(id, key)))) ? (id as Owner) : undefined
}

const sign = (id: string, key: string | undefined): string =>
  createHmac('sha256', key ?? '')
    .update(`visitor:${id}`)
    .digest('base64url')
