import type { Schedule } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'
import type { PageVisibility } from './page-visibility'

/** Since when this page was there without a long gap, and how long it was kept from its work since it was first asked. */
export type Awake = { since: Ms; lostMs: Ms }

const TICK_MS = 500
/** A timer that rings this late was kept from it: the main thread was blocked. */
const LATE_MS = 500
/** And this late it was no hiccup: the laptop slept. Its network is back some time after it. */
const ASLEEP_MS = 3_000

/** Knows when this page was there to hear: only then can it have waited for anything. A hidden tab is not. */
export class SleepDetector {
  readonly #now: () => Ms
  readonly #schedule: Schedule
  readonly #sight: PageVisibility
  #since: Ms
  #lostMs: Ms = 0
  #tickedAt: Ms
  #cancel: () => void = () => undefined

  constructor({ now, schedule, sight }: { now: () => Ms; schedule: Schedule; sight: PageVisibility }) {
    this.#now = now
    this.#schedule = schedule
    this.#sight = sight
    this.#since = now()
    this.#tickedAt = this.#since
    this.#tick()
  }

  /** What comes may be handled before the timer that is overdue, so that is looked at first. */
  look(): Awake {
    const now = this.#now()
    const gapMs = now - this.#tickedAt
    if (gapMs > ASLEEP_MS || gapMs < 0 || this.#sight.isHidden()) this.#since = now
    else if (gapMs > TICK_MS + LATE_MS) {
      this.#lostMs += gapMs
      this.#tickedAt = now // Counted once.
    }
    return { since: this.#since, lostMs: this.#lostMs }
  }

  close(): void {
    this.#cancel()
  }

  #tick(): void {
    this.#cancel = this.#schedule(TICK_MS, () => {
      this.look()
      this.#tickedAt = this.#now()
      this.#tick()
    })
  }
}
