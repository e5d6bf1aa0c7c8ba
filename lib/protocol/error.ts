/** Every way in which Unfold fails, as one table: what a person reads, what HTTP says, whether trying again helps. */
export const errorTable = {
  'bad-request': { status: 400, again: 'no', message: 'The request could not be read.' },
  unauthorized: { status: 401, again: 'no', message: 'This token is not valid.' },
  forbidden: { status: 403, again: 'no', message: 'This request came from another site and was refused.' },
  'wrong-method': { status: 405, again: 'no', message: 'This address does not accept requests of this kind.' },
  'too-large': { status: 413, again: 'no', message: 'This message is longer than 32 KB. Shorten it and try again.' },
  'no-such-part': { status: 416, again: 'no', message: 'This file has no such part.' },
  'not-found': { status: 404, again: 'no', message: 'This chat does not exist or was deleted.' },
  'busy-thread': {
    status: 409,
    again: 'by-itself',
    message: 'This chat is still answering. Your message will be sent when it finishes.',
  },
  'rate-limited': { status: 429, again: 'later', message: 'You have reached the message limit. Try again later.' },
  'model-key': {
    status: 502,
    again: 'no',
    message: 'The model provider did not accept the key. Check `OPENAI_API_KEY` on the server.',
  },
  'model-unknown': { status: 502, again: 'no', message: 'The model provider does not offer this model.' },
  'model-quota': { status: 502, again: 'no', message: 'The model provider account has no credit left.' },
  'model-busy': { status: 502, again: 'yes', message: 'The model provider is busy.' },
  'model-unreachable': { status: 502, again: 'yes', message: 'The model provider could not be reached.' },
  'model-refused': { status: 502, again: 'yes', message: 'The model provider refused this request.' },
  'model-stalled': { status: 502, again: 'yes', message: 'The model stopped answering. What it wrote is kept.' },
  'cut-off': { status: 502, again: 'continue', message: 'The answer was cut off before its end.' },
  'content-filter': { status: 502, again: 'no', message: 'The model provider’s content filter blocked this answer.' },
  'empty-answer': { status: 502, again: 'yes', message: 'The model gave no answer.' },
  'context-too-long': {
    status: 502,
    again: 'no',
    message: 'This question and the results found for it are longer than the model can read. Ask a narrower question.',
  },
  'step-limit': { status: 502, again: 'continue', message: 'Stopped after 8 steps without an answer.' },
  deadline: { status: 502, again: 'continue', message: 'This run reached its time limit. Finished steps are kept.' },
  interrupted: { status: 502, again: 'continue', message: 'The server restarted while this was running.' },
  'not-saved': {
    status: 503,
    again: 'yes',
    message: 'The database is unavailable. Try again in a moment.',
  },
  'disk-full': { status: 503, again: 'yes', message: 'The server’s disk is full, so nothing new can be saved.' },
  'database-unusable': { status: 503, again: 'no', message: 'The server cannot use its database.' },
  restarting: { status: 503, again: 'yes', message: 'The server is restarting. Try again in a moment.' },
  internal: { status: 500, again: 'yes', message: 'Something went wrong on our side. Your question is saved.' },
} as const satisfies Record<string, { status: number; again: 'no' | 'yes' | 'continue' | 'later' | 'by-itself'; message: string }>

/** The codes of all errors that cross the wire. */
export type ErrorCode = keyof typeof errorTable

export type AppErrorOptions = {
  cause?: unknown
  message?: string
  /** The field of a request that was wrong, as a path: `messages[0].content`. */
  field?: string
  /** Milliseconds until it is worth trying again. */
  retryAfterMs?: number
}

/** The one error of the app: a code of {@link errorTable}, a sentence for the person reading it, and its cause for the log. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errorTable[code].message, { cause: options.cause })
    this.code = code
    this.field = options.field
    this.retryAfterMs = options.retryAfterMs
  }

  /** Next bundles pages and routes apart, so this class can exist twice in one process; an error of either is one. */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && value.name === 'AppError'
  }

  get status(): number {
    return errorTable[this.code].status
  }

  /** True where the same request may well succeed when it is sent again. */
  get retryable(): boolean {
    return errorTable[this.code].again !== 'no'
  }
}

/** Any thrown value as an `AppError`; one that is none already becomes `code`, with the value as its cause. */
export const toAppError = (error: unknown, code: ErrorCode = 'internal'): AppError =>
  error instanceof AppError ? error : new AppError(code, { cause: error })

/** Narrows text from the wire to a code; unknown ones (of a newer server) are read as `internal`. */
export const toErrorCode = (code: string | undefined): ErrorCode =>
  code !== undefined && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : 'internal'
