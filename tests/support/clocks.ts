import { preloadMs } from '@/lib/client/chat/thread-reader'
import { silenceMs } from '@/lib/client/connection/heartbeat'
import type { Schedule } from '@/lib/client/timing/schedule'

/**
 * Timers without waiting: a pause ends on the next turn of the event loop and is written down; the watchdogs of a silent
 * line and of a page that does not come never ring.
 */
export const createInstantSchedule = (): { schedule: Schedule; waits: number[] } => {
  const waits: number[] = []
  const schedule: Schedule = (ms, callback) => {
    if (ms === silenceMs || ms === preloadMs) return () => undefined
    waits.push(ms)
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  }
  return { schedule, waits }
}

/** A clock that stands still until it is moved; timers ring as it passes them. */
export class ManualClock {
  #now = 1_700_000_000_000
  readonly #timers = new Map<object, { at: number; callback: () => void }>()

  readonly now = (): number => this.#now

  readonly schedule: Schedule = (ms, callback) => {
    const key = {}
    this.#timers.set(key, { at: this.#now + ms, callback })
    return () => this.#timers.delete(key)
  }

  get pending(): number[] {
    return [...this.#timers.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  advance(ms: number): void {
    this.#now += ms
    for (const [key, { at, callback }] of [...this.#timers]) {
      if (at > this.#now || !this.#timers.delete(key)) continue
      callback()
    }
  }
}

/** What a person or the browser does to wake a waiting line. */
export const createWaker = () => {
  const callbacks = new Set<() => void>()
  return {
    onWake: (callback: () => void) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    wake: () => {
      for (const callback of [...callbacks]) callback()
    },
  }
}

/** A tab that a person can hide and show again; shown, it wakes what waits, as a browser does. */
export const createTab = () => {
  let isHidden = false
  const visibility = createWaker()
  const { onWake, wake } = createWaker()
  const turn = (hidden: boolean) => {
    isHidden = hidden
    if (!hidden) wake()
    visibility.wake()
  }
  return {
    onWake,
    visibility: { isHidden: () => isHidden, onChange: visibility.onWake },
    hide: () => turn(true),
    show: () => turn(false),
  }
}
