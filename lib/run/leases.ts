import type { Ms } from '@/lib/protocol/event'
import type { RunKey, RunRecord } from '@/lib/store/runs'
import type { RunRegistry } from './registry'

/** How long a producer is taken to be alive after it was last heard of. */
export const leaseMs = 9000
const renewEveryMs = 3000
const stopsEveryMs = 400

export type LeaseOptions = {
  runs: RunRegistry
  /** All reject while the database is away. */
  store: {
    /** Gives those of `keys` that are still this process's. */
    renew(keys: RunKey[], leaseUntil: Ms): Promise<Set<RunKey>>
    /** Those of this process that someone asked to stop, at another one. */
    stops(): Promise<RunKey[]>
    expired(now: Ms): Promise<RunRecord[]>
  }
  /** Called for each run whose producer is gone. */
  takeOver: (run: RunRecord) => Promise<void>
  /** Called after each look for such runs. */
  afterSweep: () => Promise<void>
  now: () => Ms
}

/**
 * Says to other processes that the runs of this one are alive, hears whether one of them is to be stopped, and looks for
 * runs whose producer is gone. While the database is away nothing of that happens, and nothing is concluded from it.
 */
export class Leases {
  readonly #options: LeaseOptions
  #timers: NodeJS.Timeout[] = []

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /**
   * Works at once, then from time to time; holds up no process that wants to end. Without `sweeps` runs without a
   * producer are found only when somebody reads them.
   */
  begin({ sweeps }: { sweeps: boolean }): void {
    const each = (everyMs: Ms, work: () => Promise<void>) => {
      let isBusy = false
      const timer = setInterval(() => {
        if (isBusy) return
        isBusy = true
        // The database is away; the journal says so, and the next look may find it back.
        work()
          .catch(() => undefined)
          .finally(() => {
            isBusy = false
          })
      }, everyMs)
      timer.unref()
      this.#timers.push(timer)
    }
    each(renewEveryMs, () => this.#renew())
    each(stopsEveryMs, () => this.#hearStops())
    if (!sweeps) return
    each(renewEveryMs, () => this.sweep())
    // As above.
    this.sweep().catch(() => undefined)
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }

  async sweep(): Promise<void> {
    const { store, takeOver, afterSweep, now } = this.#options
    for (const run of await store.expired(now())) await takeOver(run)
    await afterSweep()
  }

  async #renew(): Promise<void> {
    const { runs, store, now } = this.#options
    const keys = runs.keys()
    if (keys.length === 0) return
    const held = await store.renew(keys, now() + leaseMs)
    // One that ended in the meantime is not held either, and nothing is lost by it.
    for (const key of keys) if (!held.has(key) && runs.get(key)?.log.ended === false) runs.lose(key)
  }

  async #hearStops(): Promise<void> {
    const { runs, store } = this.#options
    if (runs.keys().length === 0) return
    for (const key of await store.stops()) runs.stop(key)
  }
}
