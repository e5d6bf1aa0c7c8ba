import type { AppError } from '@/lib/protocol/error'

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

/** A response of JSON that no cache keeps. */
export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { ...privateHeaders, 'content-type': 'application/json' } })

/** Responds as `json` does, with a document that is text already. */
export const jsonText = (text: string): Response =>
  new Response(text, { headers: { ...privateHeaders, 'content-type': 'application/json' } })

/** The response to what was done and has nothing to say. */
export const noContent = (): Response => new Response(null, { status: 204 })

const privateHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  416: 'Range not satisfiable',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Unavailable',
}
