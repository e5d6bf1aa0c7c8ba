import type { Schedule } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'
import type { PageVisibility } from './page-visibility'

/** Since when this page has run without a long gap, and for how long its main thread was blocked since the detector was made. */
export type Awake = { since: Ms; lostMs: Ms }

const tickMs = 500
/** A timer that fires this late was delayed: the main thread was blocked. */
const lateMs = 500
/** A timer that fires this late was suspended: the laptop slept. Its network is back some time after it. */
const asleepMs = 3_000

/** Measures when this page could handle what came: not while the laptop slept, the main thread was blocked or the tab was hidden. */
export class SleepDetector {
  readonly #now: () => Ms
  readonly #schedule: Schedule
  readonly #visibility: PageVisibility
  #since: Ms
  #lostMs: Ms = 0
  #tickedAt: Ms
  #cancel: () => void = () => undefined

  constructor({ now, schedule, visibility }: { now: () => Ms; schedule: Schedule; visibility: PageVisibility }) {
    this.#now = now
    this.#schedule = schedule
    this.#visibility = visibility
    this.#since = now()
    this.#tickedAt = this.#since
    this.#tick()
  }

  /** Checks the timer first: what has come may be handled before a timer that is overdue. */
  read(): Awake {
    const now = this.#now()
    const gapMs = now - this.#tickedAt
    if (gapMs > asleepMs || gapMs < 0 || this.#visibility.isHidden()) this.#since = now
    else if (gapMs > tickMs + lateMs) {
      this.#lostMs += gapMs
      this.#tickedAt = now // Counted once.
    }
    return { since: this.#since, lostMs: this.#lostMs }
  }

  close(): void {
    this.#cancel()
  }

  #tick(): void {
    this.#cancel = this.#schedule(tickMs, () => {
      this.read()
      this.#tickedAt = this.#now()
      this.#tick()
    })
  }
}
