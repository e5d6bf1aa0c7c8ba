import type { HeartbeatCount, RunKey } from '@/lib/db/run-queries'
import type { Ms } from '@/lib/protocol/event'
import type { RunRegistry } from './registry'

const beatEveryMs = 3000
/** A producer is taken to be gone when its count stood still for so long, and at so many looks in a row. */
const goneAfterMs = 8000
const goneAfterLooks = 3
const stopsEveryMs = 400

export type LeaseOptions = {
  runs: Pick<RunRegistry, 'get' | 'keys' | 'ownKeys' | 'lose' | 'stop'>
  /** All reject while the database is away. */
  store: {
    /** Counts on for those of `keys` that are still this process's, and gives these. */
    countHeartbeats(keys: RunKey[]): Promise<Set<RunKey>>
    /** Those of this process that someone asked to stop, at another one. */
    stops(): Promise<RunKey[]>
    /** How far the producers of all runs that go have counted, but for those of `except`. */
    heartbeats(except: RunKey[]): Promise<HeartbeatCount[]>
  }
  /** Called for each run whose producer is gone. */
  takeOver: (run: HeartbeatCount) => Promise<void>
  /** Called after each look for such runs. */
  afterSweep: () => Promise<void>
  /** True while this process is told when a run is to be stopped, so that it need not look all the time. */
  isToldOfStops?: () => boolean
  /** Goes forward at the pace of time, whatever is done to the clock on the wall. */
  elapsed: () => Ms
}

/** Since when a count stands still, and at how many looks after the first it did. */
type Standstill = HeartbeatCount & { since: Ms; looks: number }

/**
 * Says to other processes that the runs of this one are alive, hears whether one of them is to be stopped, and looks for
 * runs whose producer is gone. Heartbeats are counted, not dated: each process compares what it sees with what it saw, by
 * its own sense of time, so clocks may differ and be set. While the database is away nothing of that happens, and nothing
 * is concluded from it. What this process has itself it never takes over.
 */
export class Leases {
  readonly #options: LeaseOptions
  #timers: NodeJS.Timeout[] = []
  #standstills = new Map<RunKey, Standstill>()
  #sweptAt: Ms = Number.NEGATIVE_INFINITY
  #sweeps = false
  #heardAt: Ms = Number.NEGATIVE_INFINITY

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /**
   * Works at once, then from time to time; holds up no process that wants to end. Without `sweeps` runs without a
   * producer are found only when somebody reads them.
   */
  begin({ sweeps }: { sweeps: boolean }): void {
    const each = (everyMs: Ms, work: () => Promise<unknown>) => {
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
    each(beatEveryMs, () => this.beat())
    each(stopsEveryMs, async () => {
      const { isToldOfStops, elapsed } = this.#options
      if (!isToldOfStops?.() || elapsed() - this.#heardAt >= beatEveryMs) await this.hearStops()
    })
    if (!sweeps) return
    this.#sweeps = true
    each(beatEveryMs, () => this.sweep())
    // As above.
    void this.sweep().catch(() => undefined)
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }

  /** Looks at the runs of others once, and takes over those whose producer is gone. True where there was one. */
  async sweep(): Promise<boolean> {
    const { runs, store, takeOver, afterSweep, elapsed } = this.#options
    this.#sweptAt = elapsed()
    const seen = await store.heartbeats(runs.ownKeys())
    const own = new Set(runs.ownKeys())
    const now = elapsed()
    const standstills = seen.filter(({ key }) => !own.has(key)).map((run) => this.#compare(run, now))
    const gone = standstills.filter(({ since, looks }) => now - since >= goneAfterMs && looks >= goneAfterLooks)
    this.#standstills = new Map(standstills.map((each) => [each.key, each]))
    for (const run of gone) {
      this.#standstills.delete(run.key)
      await takeOver(run)
    }
    await afterSweep()
    return gone.length > 0
  }

  /** The same for a reader who waits, where nobody sweeps from time to time. False where it is not time yet. */
  async sweepIfDue(): Promise<boolean> {
    if (this.#sweeps || this.#options.elapsed() - this.#sweptAt < beatEveryMs) return false
    return this.sweep()
  }

  /**
   * Time alone would not do: a process that stood still itself saw nothing of the heartbeats in between. Nor would looks
   * alone, which follow each other closely after a wait for the database.
   */
  #compare({ key, epoch, heartbeats }: HeartbeatCount, now: Ms): Standstill {
    const before = this.#standstills.get(key)
    if (before?.epoch !== epoch || before.heartbeats !== heartbeats) return { key, epoch, heartbeats, since: now, looks: 0 }
    return { ...before, looks: before.looks + 1 }
  }

  /** Says that the runs of this process are alive, and lets go of those that somebody else has by now. */
  async beat(): Promise<void> {
    const { runs, store } = this.#options
    const keys = runs.ownKeys()
    if (keys.length === 0) return
    const held = await store.countHeartbeats(keys)
    // One that has ended is not held either. Where its end is only being written, its journal finds out who wrote it.
    for (const key of keys) if (!held.has(key) && runs.get(key)?.log.closed === false) runs.lose(key)
  }

  /** Stops those of this process that someone asked to stop at another one. */
  async hearStops(): Promise<void> {
    const { runs, store, elapsed } = this.#options
    this.#heardAt = elapsed()
    if (runs.keys().length === 0) return
    for (const key of await store.stops()) runs.stop(key)
  }
}
