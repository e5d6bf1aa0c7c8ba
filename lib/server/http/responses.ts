import { AppError, toAppError } from '@/lib/protocol/error'
import { env } from '@/lib/server/env'
import { checkHost } from './allowed-hosts'
import { allowOrigin } from './cors'
import { checkAddress } from './malformed-address'
import { createReference, logError, logRequest } from './request-log'

/**
 * An error as a problem document; `code`, `field` and `retryAfterMs` are ours.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problem(error: AppError): Response {
  const { code, status, message, field, retryAfterMs } = error
  return new Response(
    JSON.stringify({
      type: 'about:blank',
      title: titles[status] ?? 'Error',
      status,
      detail: message,
      code,
      ...(field !== undefined && { field }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    }),
    {
      status,
      headers: {
        ...privateHeaders,
        'content-type': 'application/problem+json',
        ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      },
    },
  )
}

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { ...privateHeaders, 'content-type': 'application/json' } })

/** As `json`, of a document that is text already. */
export const jsonText = (text: string): Response =>
  new Response(text, { headers: { ...privateHeaders, 'content-type': 'application/json' } })

/**
 * A route handler that never throws: errors become problem documents, each request is one line in the log. What is no
 * `AppError` is a bug; the person gets a reference, the log its stack. `route` is method and path pattern.
 */
export const handle =
  <Rest extends unknown[]>(route: string, handler: (request: Request, ...rest: Rest) => Promise<Response> | Response) =>
  async (request: Request, ...rest: Rest): Promise<Response> => {
    const startedAt = performance.now()
    const ms = () => Math.round(performance.now() - startedAt)
    try {
      if (!forAnyName.has(route)) checkHost(request.headers, env().allowedHosts)
      checkAddress(request.headers)
      const response = await handler(request, ...rest)
      logRequest({ route, status: response.status, ms: ms() })
      return allowOrigin(request, response)
    } catch (thrown) {
      const { error, reference } = withReference(thrown)
      const { status, code, field } = error
      logRequest({ route, status, ms: ms(), code, ...(field !== undefined && { field }), ...(reference && { reference }) })
      if (reference) logError(thrown, reference)
      return allowOrigin(request, problem(error))
    }
  }

/** Load balancers ask by an address that nobody can know beforehand, and learn nothing that could be spent. */
const forAnyName: ReadonlySet<string> = new Set(['GET /api/health'])

const privateHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Unavailable',
}

/** Only what a person cannot mend by reading the sentence needs a reference. */
function withReference(thrown: unknown): { error: AppError; reference?: string } {
  const error = toAppError(thrown)
  if (error.status < 500) return { error }
  const reference = createReference()
  if (error.code !== 'internal') return { error, reference }
  const message = `Something went wrong on our side. Try again in a moment. Reference ${reference}.`
  return { error: new AppError('internal', { cause: thrown, message }), reference }
}
