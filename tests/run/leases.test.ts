import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LeaseOptions, Leases, leaseMs } from '@/lib/run/leases'
import type { RunKey, RunRecord } from '@/lib/store/runs'

/** Runs of this process, a database that tells who holds what, and what was done about it. */
const setUp = () => {
  const live = new Map<RunKey, { log: { ended: boolean } }>()
  const lost: RunKey[] = []
  const stopped: RunKey[] = []
  const taken: RunKey[] = []
  const database = { held: new Set<RunKey>(), stops: [] as RunKey[], expired: [] as RunKey[], isAway: false, renewedUntil: 0 }
  const orAway = <T>(value: T): T => {
    if (database.isAway) throw new Error('away')
    return value
  }
  const options: LeaseOptions = {
    runs: {
      keys: () => [...live.keys()],
      get: (key: RunKey) => live.get(key),
      lose: (key: RunKey) => lost.push(key),
      stop: (key: RunKey) => stopped.push(key),
    } as unknown as LeaseOptions['runs'],
    store: {
      renew: async (_keys, leaseUntil) => {
        database.renewedUntil = leaseUntil
        return orAway(database.held)
      },
      stops: async () => orAway(database.stops),
      expired: async () => orAway(database.expired.map((key) => ({ key }) as RunRecord)),
    },
    takeOver: async ({ key }) => void taken.push(key),
    afterSweep: async () => undefined,
    now: Date.now,
  }
  return { leases: new Leases(options), live, database, lost, stopped, taken }
}
const key = 'key-1' as RunKey

describe('Leases', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a live run is renewed long before its lease is over', async () => {
    const { leases, live, database } = setUp()
    live.set(key, { log: { ended: false } })
    database.held.add(key)
    leases.begin({ sweeps: true })
    for (let seconds = 0; seconds < 30; seconds += 3) {
      await vi.advanceTimersByTimeAsync(3000)
      expect(database.renewedUntil - Date.now()).toBe(leaseMs)
    }
    leases.end()
  })

  test('a run that is no longer held is let go, unless it has just ended or the database is away', async () => {
    const { leases, live, database, lost } = setUp()
    live.set(key, { log: { ended: false } })
    live.set('key-2' as RunKey, { log: { ended: true } })
    database.isAway = true
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(lost).toEqual([])
    database.isAway = false
    await vi.advanceTimersByTimeAsync(3000)
    expect(lost).toEqual([key])
    leases.end()
  })

  test('a run whose producer is gone is taken over at the start, and within seconds later on', async () => {
    const { leases, database, taken } = setUp()
    database.expired = [key]
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(0)
    expect(taken).toEqual([key])
    database.expired = ['key-2' as RunKey]
    await vi.advanceTimersByTimeAsync(3000)
    expect(taken).toEqual([key, 'key-2'])
    leases.end()
  })

  test('on a host that freezes nobody looks for them unasked', async () => {
    const { leases, database, taken } = setUp()
    database.expired = [key]
    leases.begin({ sweeps: false })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(taken).toEqual([])
    await leases.sweep()
    expect(taken).toEqual([key])
    leases.end()
  })

  test('a stop that was asked for at another process is heard within half a second', async () => {
    const { leases, live, database, stopped } = setUp()
    live.set(key, { log: { ended: false } })
    database.held.add(key)
    database.stops = [key]
    leases.begin({ sweeps: true })
    await vi.advanceTimersByTimeAsync(500)
    expect(stopped).toEqual([key])
    leases.end()
  })
})
