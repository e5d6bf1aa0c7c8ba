import { AppError } from '@/lib/protocol/error'

/**
 * Aborts a model request that has gone silent: nothing at all for `firstTokenMs` at first, or for `betweenTokensMs` once a
 * token has come. Whatever comes is a sign of life, be it a comment that keeps the connection open: who works on an answer,
 * or waits in a queue for it, is not given up.
 */
export class Watchdog {
  /** How long the first token is waited for. */
  readonly firstMs: number
  readonly #betweenMs: number
  #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #touched = false

  constructor(limits: { firstTokenMs: number; betweenTokensMs: number }) {
    this.firstMs = limits.firstTokenMs
    this.#betweenMs = limits.betweenTokensMs
  }

  start(): AbortSignal {
    this.end()
    this.#controller = new AbortController()
    this.#touched = false
    this.#arm(this.firstMs)
    return this.#controller.signal
  }

  /** A token came. */
  touch(): void {
    if (this.#touched) this.#timer?.refresh()
    else {
      this.#touched = true
      clearTimeout(this.#timer)
      this.#arm(this.#betweenMs)
    }
  }

  /** Something came that is no token. */
  alive(): void {
    this.#timer?.refresh()
  }

  /** Ends the request at once, for another reason than silence. */
  abort(reason: AppError): void {
    this.#controller.abort(reason)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #arm(ms: number): void {
    const seconds = Math.round(ms / 1000)
    const message = `The model did not answer within ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`
    this.#timer = setTimeout(() => this.abort(new AppError('model-stalled', this.#touched ? {} : { message })), ms)
  }
}
