import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readStoredEvents } from '@/lib/db/run-events'
import { countHeartbeats, findRun, type RunKey, type RunRecord, readHeartbeats, stopsOf, takeOver } from '@/lib/db/run-queries'
import type { Store } from '@/lib/db/store'
import { Leases } from '@/lib/run-log/leases'
import type { Opened } from './stores'
import { alice, append, begun, ending } from './story'

const hourMs = 3_600_000

/** A host with a clock on its wall, a sense of time of its own, and runs that it produces. */
class Host {
  readonly live = new Map<RunKey, { log: { closed: boolean } }>()
  readonly lost: RunKey[] = []
  readonly taken: RunKey[] = []
  readonly store: Store
  readonly leases: Leases
  #elapsed = 0
  /** How far the clock on its wall is from the others'. */
  wallMs = 0

  constructor(name: string, store: Store) {
    this.store = store
    this.leases = new Leases({
      runs: {
        keys: () => [...this.live.keys()],
        ownKeys: () => [...this.live.keys()],
        get: (key) => this.live.get(key) as never,
        lose: (key) => {
          this.lost.push(key)
          this.live.delete(key)
        },
        stop: () => true,
      },
      store: {
        countHeartbeats: (keys) => store.use((db) => countHeartbeats(db, { instance: name, keys })),
        stops: () => store.use((db) => stopsOf(db, name)),
        heartbeats: (except) => store.use((db) => readHeartbeats(db, except)),
      },
      recover: async (run) => {
        const taken = await store.use((db) => takeOver(db, { ...run, instance: name }))
        if (taken) this.taken.push(taken.key)
      },
      afterSweep: async () => undefined,
      elapsed: () => this.#elapsed,
    })
  }

  produces({ key }: RunRecord): void {
    this.live.set(key, { log: { closed: false } })
  }

  /** What a host does in 3 seconds. Killed, it says nothing any more. */
  async goOn({ ms = 3000, looksFirst = false } = {}): Promise<void> {
    this.#elapsed += ms
    vi.setSystemTime(1_700_000_000_000 + this.#elapsed + this.wallMs)
    if (looksFirst) await this.leases.sweep()
    await this.leases.beat()
    if (!looksFirst) await this.leases.sweep()
  }
}

/** Leases on a real database: nobody takes over what lives, whatever the clocks say, and what is dead is soon found. */
export const leasesContract = (storeName: string, open: () => Promise<Opened>): void => {
  describe(`leases, ${storeName}`, () => {
    let opened: Opened
    let one: Host
    let two: Host
    let run: RunRecord
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'] })
      opened = await open()
      one = new Host('one', opened.store)
      two = new Host('two', opened.another?.() ?? opened.store)
      run = await begun(opened.store)
      one.produces(run)
    })
    afterEach(async () => {
      vi.useRealTimers()
      await opened.close()
    })

    test('hosts that differ by 30 s leave each other’s runs alone', async () => {
      const other = await begun(opened.store, { thread: 'two', run: 'two', instance: 'two' })
      two.produces(other)
      two.wallMs = 30_000
      for (let turn = 0; turn < 20; turn += 1) for (const host of [one, two]) await host.goOn()
      expect([one.taken, two.taken, one.lost, two.lost]).toEqual([[], [], [], []])
    })

    test('a clock that is set an hour back or forward changes nothing for what lives', async () => {
      for (const step of [hourMs, -hourMs, 2 * hourMs, 0])
        for (const host of [one, two]) {
          host.wallMs = step
          for (let turn = 0; turn < 5; turn += 1) for (const each of [one, two]) await each.goOn()
        }
      expect([one.taken, two.taken, one.lost]).toEqual([[], [], []])
    })

    test('a run that was killed is found within 12 s, though the clock was set an hour back or forward', async () => {
      for (const step of [-hourMs, hourMs]) {
        const killed = await begun(opened.store, { thread: `${step}`, run: `${step}`, instance: 'gone' })
        await two.goOn()
        two.wallMs = step
        for (let turn = 0; turn < 2; turn += 1) for (const each of [one, two]) await each.goOn()
        expect(two.taken).not.toContain(killed.key)
        for (let turn = 0; turn < 2; turn += 1) for (const each of [one, two]) await each.goOn()
        expect([...one.taken, ...two.taken]).toContain(killed.key)
      }
      expect(one.lost).toEqual([])
    })

    test('a process that was paused for 15 s, or longer, goes on with what it produces', async () => {
      await one.goOn()
      for (const looksFirst of [true, false]) {
        await one.goOn({ ms: 15_000, looksFirst })
        await one.goOn({ ms: 600_000, looksFirst })
      }
      for (let turn = 0; turn < 5; turn += 1) await one.goOn({ looksFirst: true })
      expect([one.taken, one.lost]).toEqual([[], []])
      expect(await append(opened.store, run, 1, ['"mine"'])).toEqual(new Set([run.key]))
    })

    test('of two that were paused at once neither takes what the other has', async () => {
      for (const host of [one, two]) await host.goOn()
      await two.goOn({ ms: 15_000, looksFirst: true })
      await one.goOn({ ms: 15_000, looksFirst: true })
      for (let turn = 0; turn < 5; turn += 1) for (const host of [two, one]) await host.goOn()
      expect([one.taken, two.taken, one.lost]).toEqual([[], [], []])
    })

    test('one that was paused while another was not finds its run taken, and writes nothing of it any more', async () => {
      for (const host of [one, two]) await host.goOn()
      await append(opened.store, run, 1, ['"mine"'])
      for (let turn = 0; turn < 5; turn += 1) await two.goOn()
      expect(two.taken).toEqual([run.key])
      expect(await append(opened.store, run, 2, ['"late"'])).toEqual(new Set())
      await append(two.store, { key: run.key, epoch: 2 }, 2, ['"the end"'], ending('', { outcome: 'interrupted' }))
      await one.goOn({ ms: 15_000 })
      expect(one.lost).toEqual([run.key])
      expect((await opened.store.use((db) => readStoredEvents(db, run.key))).map(({ json }) => json)).toEqual([
        '"mine"',
        '"the end"',
      ])
      expect(await opened.store.use((db) => findRun(db, alice, run.runId))).toMatchObject({ status: 'ended', epoch: 2 })
    })
  })
}
