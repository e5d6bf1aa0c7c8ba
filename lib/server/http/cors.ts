import { env } from '@/lib/server/env'
import { checkOrigin } from './origin'

/**
 * Pages of other sites may use the API where `CORS_ORIGINS` names them. They show a token or are guests: a cookie of ours says
 * nothing there, so that no page acts as a person who only happens to have been here.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS
 */
export function allowOrigin(request: Request, response: Response): Response {
  const origin = request.headers.get('origin')
  const allowed = allowedOrigins()
  if (allowed.length === 0) return response
  response.headers.append('vary', 'origin')
  if (origin !== null && isAmong(allowed, origin)) {
    response.headers.set('access-control-allow-origin', allowed.includes('*') ? '*' : origin)
    response.headers.set('access-control-expose-headers', 'retry-after')
  }
  return response
}

/** What a browser asks before it sends a request of another site's page. */
export const OPTIONS = (request: Request): Response =>
  allowOrigin(
    request,
    new Response(null, {
      status: 204,
      headers: {
        'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, last-event-id',
        'access-control-max-age': '600',
      },
    }),
  )

/** The request comes from a page of another site, as far as its browser says. */
export function isForeign(request: Request): boolean {
  try {
    checkOrigin(request, { trustedHops: env().trustedHops })
    return false
  } catch {
    return true // Refused as such, or let in by `CORS_ORIGINS` all the same.
  }
}

const isAmong = (allowed: readonly string[], origin: string): boolean => allowed.includes('*') || allowed.includes(origin)

/** None where the settings cannot be read: the request itself says so. */
const allowedOrigins = (): readonly string[] => {
  try {
    return env().corsOrigins ?? []
  } catch {
    return []
  }
}
