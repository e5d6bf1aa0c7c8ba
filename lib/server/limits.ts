import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@/lib/protocol/error'

/** 0 is no limit, in both. */
export type LimitSettings = { runsPerHour: number; concurrentRuns: number }

/**
 * How much one address may ask: a key on a public address is an open wallet. Counted in the memory of this process, so
 * several instances allow so many times as much.
 */
export class Limits {
  readonly #settings: LimitSettings
  readonly #now: () => number
  readonly #hourly: RateLimiterMemory
  readonly #running = new Map<string, number>()

  constructor(settings: LimitSettings, now: () => number = Date.now) {
    this.#settings = settings
    this.#now = now
    this.#hourly = new RateLimiterMemory({ points: settings.runsPerHour, duration: 3600 })
  }

  /**
   * Call it when a new run is really started, and what it returns when that run has ended (once; more often is harmless).
   * Throws `rate-limited` with the time at which to ask again.
   */
  async takeRun(address: string): Promise<() => void> {
    const { runsPerHour, concurrentRuns } = this.#settings
    const running = this.#running.get(address) ?? 0
    if (concurrentRuns > 0 && running >= concurrentRuns) throw tooManyAtOnce(running)
    // Taken before the wait below, so that requests of the same moment count each other.
    this.#running.set(address, running + 1)
    const release = this.#releaseOnce(address)
    if (runsPerHour > 0) {
      try {
        await this.#hourly.consume(address)
      } catch (error) {
        release()
        throw error instanceof RateLimiterRes ? tooMany(runsPerHour, error.msBeforeNext, this.#now()) : error
      }
    }
    return release
  }

  #releaseOnce(address: string): () => void {
    let held = true
    return () => {
      if (!held) return
      held = false
      const running = (this.#running.get(address) ?? 1) - 1
      if (running > 0) this.#running.set(address, running)
      else this.#running.delete(address)
    }
  }
}

const tooMany = (runsPerHour: number, retryAfterMs: number, now: number): AppError => {
  const at = new Date(Math.ceil((now + retryAfterMs) / 60_000) * 60_000).toISOString().slice(11, 16)
  const limit = runsPerHour === 1 ? 'one question' : `${runsPerHour} questions`
  return new AppError('rate-limited', {
    retryAfterMs,
    message: `You have reached the limit of ${limit} in an hour. You can ask again at ${at} UTC.`,
  })
}

const tooManyAtOnce = (running: number): AppError =>
  new AppError('rate-limited', {
    retryAfterMs: 5000,
    message: `You have ${running} ${running === 1 ? 'run' : 'runs'} going. You can ask again when one of them has finished, or when you stop one.`,
  })
