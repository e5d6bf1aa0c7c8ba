import { AppError, type ErrorCode, errorTable, toErrorCode } from '@/lib/protocol/error'

/**
 * A refusal as an `AppError`, from the problem document that our server sends.
 * `undefined` when it is not from our server: a gateway's page, say, which counts as a lost connection.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const readProblem = async (response: Response): Promise<AppError | undefined> => {
  if (!isProblem(response)) {
    // Nobody reads this body; let go of the connection. One that broke meanwhile cannot be cancelled and need not be.
    await response.body?.cancel().catch(() => undefined)
    return response.status >= 500 ? undefined : new AppError(codeOfStatus(response.status))
  }
  const problem = (await response.json()) as Problem
  const retryAfterMs = problem.retryAfterMs ?? retryAfterOf(response)
  return new AppError(problem.code === undefined ? codeOfStatus(response.status) : toErrorCode(problem.code), {
    ...(problem.detail !== undefined && { message: problem.detail }),
    ...(problem.field !== undefined && { field: problem.field }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

/** Thrown where a request never arrived, or something else than our server has answered it. */
export const unreached = (cause: unknown): AppError =>
  new AppError('internal', { cause, message: 'The server could not be reached. Try again in a moment.' })

/** What our own server writes (`lib/server/http/responses.ts`), so it is trusted as its events are. */
type Problem = { code?: string; detail?: string; field?: string; retryAfterMs?: number }

const isProblem = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('application/problem+json') ?? false

const retryAfterOf = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}

const codeOfStatus = (status: number): ErrorCode => {
  const codes: ErrorCode[] = ['bad-request', 'unauthorized', 'forbidden', 'too-large', 'not-found', 'busy-thread', 'rate-limited']
  return codes.find((code) => errorTable[code].status === status) ?? 'internal'
}
