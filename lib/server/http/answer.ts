import { AppError, toAppError } from '@/lib/protocol/error'
import { env } from '@/lib/server/env'
import { checkHost } from './allowed-hosts'
import { allowOrigin } from './cors'
import { checkAddress } from './malformed-address'
import { createReference, logError, logRequest } from './request-log'
import { problem } from './responses'

/**
 * The answer to a request, whatever happens: errors become problem documents, each request is one line in the log. What is no
 * `AppError` is a bug; the person gets a reference, the log its stack. `route` is method and path pattern.
 * It checks nothing of who asks: routes are made by `handle`.
 */
export async function answer(route: string, request: Request, make: () => Promise<Response> | Response): Promise<Response> {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  try {
    if (!forAnyName.has(route)) checkHost(request.headers, env().allowedHosts)
    checkAddress(request.headers)
    const response = await make()
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

/** Only what a person cannot mend by reading the sentence needs a reference. */
function withReference(thrown: unknown): { error: AppError; reference?: string } {
  const error = toAppError(thrown)
  if (error.status < 500) return { error }
  const reference = createReference()
  if (error.code !== 'internal') return { error, reference }
  const message = `Something went wrong on our side. Try again in a moment. Reference ${reference}.`
  return { error: new AppError('internal', { cause: thrown, message }), reference }
}
