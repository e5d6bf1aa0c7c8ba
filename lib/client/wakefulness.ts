import type { Ms } from '@/lib/protocol/event'
import type { Schedule } from './schedule'
import type { Sight } from './sight'

const TICK_MS = 500
/** A timer that rings this late was kept from it: the laptop slept, the tab was hidden, the main thread was blocked. */
const LATE_MS = 500

/** Knows since when this page has run without a gap: only what it was awake for can it have waited for. */
export class Wakefulness {
  readonly #now: () => Ms
  readonly #schedule: Schedule
  readonly #sight: Sight
  #since: Ms
  #tickedAt: Ms
  #cancel: () => void = () => undefined

  constructor({ now, schedule, sight }: { now: () => Ms; schedule: Schedule; sight: Sight }) {
    this.#now = now
    this.#schedule = schedule
    this.#sight = sight
    this.#since = now()
    this.#tickedAt = this.#since
    this.#tick()
  }

  /** What comes may be handled before the timer that is overdue, so the timer is looked at first. */
  since(): Ms {
    const now = this.#now()
    const isLate = now - this.#tickedAt > TICK_MS + LATE_MS
    if (isLate || now < this.#tickedAt || this.#sight.isHidden()) this.#since = now
    return this.#since
  }

  close(): void {
    this.#cancel()
  }

  #tick(): void {
    this.#cancel = this.#schedule(TICK_MS, () => {
      this.since()
      this.#tickedAt = this.#now()
      this.#tick()
    })
  }
}
