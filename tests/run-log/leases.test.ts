import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RunKey } from '@/lib/db/run-queries'
import { type LeaseOptions, Leases } from '@/lib/run-log/leases'

/** Runs of this process, a database that tells who holds what, and what was done about it. */
const setUp = (more: Partial<LeaseOptions> = {}) => {
  const live = new Map<RunKey, { log: { closed: boolean } }>()
  const lost: RunKey[] = []
  const stopped: RunKey[] = []
  const taken: RunKey[] = []
  const own = new Set<RunKey>()
  const database = {
    held: new Set<RunKey>(),
    stops: [] as RunKey[],
    counts: new Map<RunKey, number>(),
    isAway: false,
    beats: 0,
    stopLooks: 0,
  }
  const orAway = <T>(value: T): T => {
    if (database.isAway) throw new Error('away')
    return value
  }
  const options: LeaseOptions = {
    runs: {
      keys: () => [...live.keys()],
      ownKeys: () => [...live.keys(), ...own],
      get: (key: RunKey) => live.get(key),
      lose: (key: RunKey) => lost.push(key),
      stop: (key: RunKey) => stopped.push(key),
    } as unknown as LeaseOptions['runs'],
    store: {
      countHeartbeats: async () => {
        database.beats += 1
        return orAway(database.held)
      },
      stops: async () => {
        database.stopLooks += 1
        return orAway(database.stops)
      },
      heartbeats: async (except) =>
        orAway(
          [...database.counts].flatMap(([run, heartbeats]) => (except.includes(run) ? [] : [{ key: run, epoch: 1, heartbeats }])),
        ),
    },
    recover: async ({ key }) => {
      taken.push(key)
      database.counts.delete(key)
    },
    afterSweep: async () => undefined,
    elapsed: () => performance.now(),
    ...more,
  }
  return { leases: new Leases(options), live, own, database, lost, stopped, taken }
}
const key = 'key-1' as RunKey

describe('Leases', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('that a run is alive is said every 3 seconds', async () => {
    const { leases, live, database } = setUp()
    live.set(key, { log: { closed: false } })
    database.held.add(key)
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(database.beats).toBe(10)
    leases.end()
  })

  test('a run that is no longer held is let go, unless its end is written or the database is away', async () => {
    const { leases, live, database, lost } = setUp()
    live.set(key, { log: { closed: false } })
    live.set('key-2' as RunKey, { log: { closed: true } })
    database.isAway = true
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(lost).toEqual([])
    database.isAway = false
    await vi.advanceTimersByTimeAsync(3000)
    expect(lost).toEqual([key])
    leases.end()
  })

  test('a run whose count stands still is taken over within 12 seconds, whatever is done to the clock on the wall', async () => {
    const { leases, database, taken } = setUp()
    database.counts.set(key, 7)
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(1000)
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(7000)
    expect(taken).toEqual([])
    vi.setSystemTime(Date.now() - 7_200_000)
    await vi.advanceTimersByTimeAsync(4000)
    expect(taken).toEqual([key])
    leases.end()
  })

  test('a run whose producer counts is left alone', async () => {
    const { leases, database, taken } = setUp()
    leases.begin({ sweeps: true })
    for (let count = 0; count < 20; count += 1) {
      database.counts.set(key, count)
      await vi.advanceTimersByTimeAsync(3000)
    }
    expect(taken).toEqual([])
    leases.end()
  })

  test('what this process has itself it never takes over, however long it could not say so', async () => {
    const { leases, live, own, database, taken, lost } = setUp()
    live.set(key, { log: { closed: false } })
    own.add('key-2' as RunKey)
    for (const each of [key, 'key-2' as RunKey]) database.counts.set(each, 1)
    leases.begin({ sweeps: true })
    database.isAway = true
    await vi.advanceTimersByTimeAsync(20_000)
    database.isAway = false
    database.held.add(key)
    await vi.advanceTimersByTimeAsync(20_000)
    await leases.sweep()
    expect([taken, lost]).toEqual([[], []])
    leases.end()
  })

  test('time in which this process stood still itself, or the database was away, proves nothing', async () => {
    const { leases, database, taken } = setUp()
    database.counts.set(key, 1)
    await leases.sweep()
    vi.advanceTimersByTime(60_000) // Nobody looked: there is no timer here.
    await leases.sweep()
    vi.advanceTimersByTime(100)
    await leases.sweep()
    expect(taken).toEqual([])
    database.counts.set(key, 2)
    for (let look = 0; look < 8; look += 1) {
      vi.advanceTimersByTime(900)
      await leases.sweep()
    }
    expect(taken).toEqual([])
    leases.end()
  })

  test('on a host that freezes nobody looks for them unasked; a reader does, every 3 seconds at most', async () => {
    const { leases, database, taken } = setUp()
    database.counts.set(key, 1)
    leases.begin({ sweeps: false })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(taken).toEqual([])
    for (let polls = 0; polls < 61; polls += 1) {
      await leases.sweepIfDue()
      await vi.advanceTimersByTimeAsync(200)
    }
    expect(taken).toEqual([key])
    leases.end()
  })

  test('a stop that was asked for at another process is heard within half a second', async () => {
    const { leases, live, database, stopped } = setUp()
    live.set(key, { log: { closed: false } })
    database.held.add(key)
    database.stops = [key]
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(500)
    expect(stopped).toEqual([key])
    leases.end()
  })

  test('where stops are told they are looked for seldom, and found all the same', async () => {
    const { leases, live, database, stopped } = setUp({ isNotifiedOfStops: () => true })
    live.set(key, { log: { closed: false } })
    database.held.add(key)
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(database.stopLooks).toBeLessThanOrEqual(10)
    database.stops = [key]
    await leases.pollStops()
    expect(stopped).toEqual([key])
    leases.end()
  })
})
