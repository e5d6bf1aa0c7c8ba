import type { HeartbeatCount, RunKey } from '@/lib/db/run-queries'
import type { Ms } from '@/lib/protocol/event'
import type { RunRegistry } from './registry'

const beatEveryMs = 3000
/** A producer is taken to be gone when its count stood still for so long, and at so many polls in a row. */
const goneAfterMs = 8000
const goneAfterPolls = 3
const stopsEveryMs = 400

/** The runs of this process, and the part of the database in which processes tell that theirs are alive. */
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
  recover: (run: HeartbeatCount) => Promise<void>
  /** Called after each poll for such runs. */
  afterSweep: () => Promise<void>
  /** True while this process is notified when a run is to be stopped, so that it need not poll all the time. */
  isNotifiedOfStops?: () => boolean
  /** Goes forward at the pace of time, whatever is done to the clock on the wall. */
  elapsed: () => Ms
}

/** Since when a count stands still, and at how many polls after the first it did. */
type Standstill = HeartbeatCount & { since: Ms; polls: number }

/**
 * Counts heartbeats that show other processes that the runs of this one are alive, polls for stops of them that were asked for
 * elsewhere, and finds runs whose producer is gone. Heartbeats are counted, not dated: each process compares the counts it reads
 * with those it read before, by its own sense of time, so clocks may differ and be set. While the database is away nothing of
 * that happens, and nothing is concluded from it. What this process has itself it never recovers.
 */
export class Leases {
  readonly #options: LeaseOptions
  #timers: NodeJS.Timeout[] = []
  #standstills = new Map<RunKey, Standstill>()
  #sweptAt: Ms = Number.NEGATIVE_INFINITY
  #sweeps = false
  #stopsPolledAt: Ms = Number.NEGATIVE_INFINITY

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
        // The database is away; the journal says so, and the next poll may find it back.
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
      const { isNotifiedOfStops, elapsed } = this.#options
      if (!isNotifiedOfStops?.() || elapsed() - this.#stopsPolledAt >= beatEveryMs) await this.pollStops()
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

  /** Compares the runs of other processes once, and recovers those whose producer is gone. True where there was one. */
  async sweep(): Promise<boolean> {
    const { runs, store, recover, afterSweep, elapsed } = this.#options
    this.#sweptAt = elapsed()
    const seen = await store.heartbeats(runs.ownKeys())
    const own = new Set(runs.ownKeys())
    const now = elapsed()
    const standstills = seen.filter(({ key }) => !own.has(key)).map((run) => this.#compare(run, now))
    const gone = standstills.filter(({ since, polls }) => now - since >= goneAfterMs && polls >= goneAfterPolls)
    this.#standstills = new Map(standstills.map((each) => [each.key, each]))
    for (const run of gone) {
      this.#standstills.delete(run.key)
      await recover(run)
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
   * Time alone would not do: a process that stood still itself saw nothing of the heartbeats in between. Nor would polls
   * alone, which follow each other closely after a wait for the database.
   */
  #compare({ key, epoch, heartbeats }: HeartbeatCount, now: Ms): Standstill {
    const before = this.#standstills.get(key)
    if (before?.epoch !== epoch || before.heartbeats !== heartbeats) return { key, epoch, heartbeats, since: now, polls: 0 }
    return { ...before, polls: before.polls + 1 }
  }

  /** Counts a heartbeat of the runs of this process, and lets go of those that another process has by now. */
  async beat(): Promise<void> {
    const { runs, store } = this.#options
    const keys = runs.ownKeys()
    if (keys.length === 0) return
    const held = await store.countHeartbeats(keys)
    // One that has ended is not held either. Where its end is only being written, its journal finds out who wrote it.
    for (const key of keys) if (!held.has(key) && runs.get(key)?.log.closed === false) runs.lose(key)
  }

  /** Stops those of this process that someone asked to stop at another one. */
  async pollStops(): Promise<void> {
    const { runs, store, elapsed } = this.#options
    this.#stopsPolledAt = elapsed()
    if (runs.keys().length === 0) return
    for (const key of await store.stops()) runs.stop(key)
  }
}
