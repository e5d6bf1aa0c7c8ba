import { AppError } from '@/lib/protocol/error'

/**
 * Aborts a model request that has gone silent: nothing for `firstMs` at first, or for `betweenMs` between two tokens.
 * Comments that keep the connection alive do not count, since only `touch` re-arms it.
 */
export class Watchdog {
  readonly #firstMs: number
  readonly #betweenMs: number
  #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #touched = false

  constructor(limits: { firstTokenMs: number; betweenTokensMs: number }) {
    this.#firstMs = limits.firstTokenMs
    this.#betweenMs = limits.betweenTokensMs
  }

  start(): AbortSignal {
    this.end()
    this.#controller = new AbortController()
    this.#touched = false
    this.#arm(this.#firstMs)
    return this.#controller.signal
  }

  touch(): void {
    if (this.#touched) this.#timer?.refresh()
    else {
      this.#touched = true
      clearTimeout(this.#timer)
      this.#arm(this.#betweenMs)
    }
  }

  /** Ends the request at once, for another reason than silence. */
  abort(reason: AppError): void {
    this.#controller.abort(reason)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #arm(ms: number): void {
    const message = this.#touched ? undefined : `The model did not answer within ${Math.round(ms / 1000)} seconds.`
    this.#timer = setTimeout(() => this.abort(new AppError('model-stalled', message ? { message } : {})), ms)
  }
}
