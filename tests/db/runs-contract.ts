import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetCounts } from '@/lib/db/rate-limits'
import { appendEvents, lastSeqs, readNews, readStoredEvents, readStoredEventsOf } from '@/lib/db/run-events'
import {
  claimInterrupted,
  countHeartbeats,
  findRun,
  markStopRequested,
  readHeartbeats,
  runsOfTurn,
  stopsOf,
  takeOver,
} from '@/lib/db/run-queries'
import type { Store } from '@/lib/db/store'
import { readEarlierRuns } from '@/lib/db/turn-queries'
import type { ToolCallId } from '@/lib/protocol/event'
import type { Opened } from './stores'
import { alice, answered, append, ask, begun, bob, ending, runId } from './story'

/** Runs: they begin once, have one producer, keep every event in order, and end. */
export const runsContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`runs, ${name}`, () => {
    let opened: Opened
    let store: Store
    /** As another process has it; in memory there is no other. */
    let other: Store
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      other = opened.another?.() ?? store
    })
    afterEach(() => opened.close())

    const events = (run: { key: Parameters<typeof readStoredEvents>[1] }, after = 0) =>
      other.use((db) => readStoredEvents(db, run.key, after))

    test('what a run was asked with stands beside it; of a run that an earlier version began, in its first event', async () => {
      const files = [{ id: 'f', name: 'a.txt', type: 'text', size: 1 }]
      const run = await answered(store, { run: 'r', asked: { mode: 'thorough', effort: 'low', files } })
      await answered(store, { run: 'older', now: 2000 })
      await begun(store, { run: 'next', now: 3000 })
      await store.use((db) => db.updateTable('runs').set({ asked_with: null }).where('run_id', '=', 'older').execute())
      expect((await other.use((db) => findRun(db, alice, runId('r'))))?.asked).toEqual({ mode: 'thorough', effort: 'low', files })
      expect((await other.use((db) => findRun(db, alice, runId('older'))))?.asked).toEqual({})
      const earlier = await other.use((db) => readEarlierRuns(db, { threadKey: run.threadKey, before: 2 }))
      expect(earlier.toSorted((a, b) => a.position - b.position)).toEqual([
        { position: 0, outcome: 'success', asked: { mode: 'thorough', effort: 'low', files } },
        { position: 1, outcome: 'success', first: '{"seq":1}' },
      ])
    })

    test('a run begins once: what asks for it again is given the one there is', async () => {
      const run = await begun(store)
      expect(run).toMatchObject({ runId: 'r', status: 'running', epoch: 1, instance: 'one', heartbeats: 0 })
      expect(await ask(other)).toEqual({ kind: 'known', run })
      expect(await other.use((db) => findRun(db, alice, runId('r')))).toEqual(run)
      expect(await other.use((db) => findRun(db, bob, runId('r')))).toBeUndefined()
    })

    test('what is new of a run is read elsewhere, and an end comes with its last events', async () => {
      const run = await begun(store)
      const news = (after: number) => other.use((db) => readNews(db, run.key, after))
      expect(await news(0)).toEqual({ entries: [], ended: false })
      await append(store, run, 1, ['{"a":1}', '{"a":2}', '{"a":3}'])
      expect(await news(1)).toEqual({
        entries: [
          { seq: 2, json: '{"a":2}' },
          { seq: 3, json: '{"a":3}' },
        ],
        ended: false,
      })
      expect(await news(3)).toEqual({ entries: [], ended: false })
      await append(store, run, 4, ['{"a":4}'], ending('So.'))
      expect(await news(3)).toEqual({ entries: [{ seq: 4, json: '{"a":4}' }], ended: true })
      await store.use((db) => db.deleteFrom('threads').execute())
      expect(await news(3)).toEqual({ entries: [], ended: true })
    })

    test('50 equal requests at once make one run', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index % 2 ? store : other)))
      const kinds = answers.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'begun')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'known')).toHaveLength(49)
    })

    test('a thread has one run at a time, however many ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => ask(index % 2 ? store : other, { run: `r${index}` })),
      )
      expect(answers.filter(({ kind }) => kind === 'begun')).toHaveLength(1)
      expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(19)
      expect(await ask(store, { thread: 'another', run: 'free' })).toMatchObject({ kind: 'begun', position: 0 })
    })

    test('when a run has ended the thread takes the next one', async () => {
      await answered(store)
      expect(await ask(other, { run: 'r2' })).toMatchObject({ kind: 'begun', position: 1 })
    })

    test('a version of an answer is of the same question; one of a run that is not there does not begin', async () => {
      await answered(store, { messageId: 'q' })
      const from = { runId: runId('r'), seq: 2, action: 'regenerate' } as const
      const version = await begun(other, { run: 'r2', from })
      expect(version).toMatchObject({ messageId: 'q', question: 'Why?', from })
      await append(store, version, 1, ['{}'], ending('Again.'))
      const edited = await begun(store, { run: 'r3', question: 'How?', from: { ...from, action: 'edit' } })
      expect(edited).toMatchObject({ messageId: 'q', question: 'How?' })
      await append(store, edited, 1, ['{}'], ending('So.'))
      expect(await ask(store, { run: 'r4', from: { ...from, runId: runId('nope') } })).toEqual({ kind: 'missing' })
      expect(await ask(store, { run: 'r4', thread: 'elsewhere', from })).toEqual({ kind: 'missing' })
      expect(await ask(store, { run: 'r4', owner: bob, from })).toEqual({ kind: 'missing' })
    })

    test('a later version is the newer one, though the clock was set back', async () => {
      const first = await answered(store, { messageId: 'q', now: 10_000_000 })
      const from = { runId: first.runId, seq: 2, action: 'regenerate' } as const
      const second = await begun(other, { run: 'r2', from, now: 10_000_000 - 3_600_000 })
      const versions = await store.use((db) => runsOfTurn(db, first))
      expect(versions.map(({ key }) => key)).toEqual([first.key, second.key])
    })

    test('what a call is to be given instead is kept as it was written, and by whoever takes the run over', async () => {
      const first = await answered(store)
      const args = '{"x": 90071992547409931.10, "text": "🧵 \\u0000 \' ; --"}'
      const from = { runId: first.runId, seq: 2, action: 'retry-call', toolCallId: 'call' as ToolCallId, args } as const
      const run = await begun(store, { run: 'r2', from })
      expect(run.from).toEqual(from)
      expect((await other.use((db) => findRun(db, alice, run.runId)))?.from).toEqual(from)
      const taken = await other.use((db) => takeOver(db, { ...run, instance: 'two' }))
      expect(taken?.from).toEqual(from)
    })

    test('events come back as they were written, from any of them on', async () => {
      const run = await begun(store)
      const written = ['{"a":"\\u0000\\ud800 \\n"}', '{"b":"🧵 \u2028"}', '{"c":""}', '{"d":"\\\\ \' \\" ; --"}']
      await append(store, run, 1, written.slice(0, 1))
      await append(store, run, 2, written.slice(1, 3))
      await append(store, run, 4, written.slice(3))
      const all = written.map((json, index) => ({ seq: index + 1, json }))
      for (let after = 0; after <= 4; after += 1) expect(await events(run, after)).toEqual(all.slice(after))
      expect(await events(run, 99)).toEqual([])
      expect(await other.use((db) => lastSeqs(db, [run.key]))).toEqual(new Map([[run.key, 4]]))
    })

    test('events of many runs are one commit, and are read at once', async () => {
      const runs = await Promise.all(['a', 'b', 'c'].map((id) => begun(store, { thread: id, run: id })))
      const batches = runs.map(({ key, epoch, runId: id }) => ({ key, epoch, firstSeq: 1, events: [`"${id}1"`, `"${id}2"`] }))
      expect(await store.use((db) => appendEvents(db, batches))).toEqual(new Set(runs.map(({ key }) => key)))
      const read = await other.use((db) =>
        readStoredEventsOf(
          db,
          runs.map(({ key }) => key),
        ),
      )
      for (const { key, runId: id } of runs)
        expect(read.get(key)).toEqual([
          { seq: 1, json: `"${id}1"` },
          { seq: 2, json: `"${id}2"` },
        ])
      const empty = await begun(store, { thread: 'd', run: 'd' })
      expect(await store.use((db) => readStoredEventsOf(db, [empty.key]))).toEqual(new Map([[empty.key, []]]))
      expect(await store.use((db) => lastSeqs(db, [empty.key]))).toEqual(new Map([[empty.key, 0]]))
    })

    test('the same events twice are refused whole, with all that came beside them', async () => {
      const [one, two] = await Promise.all([begun(store, { thread: 'a', run: 'a' }), begun(store, { thread: 'b', run: 'b' })])
      await append(store, one, 1, ['"first"'])
      const batches = [two, one].map(({ key, epoch }) => ({ key, epoch, firstSeq: 1, events: ['"again"'] }))
      await expect(store.use((db) => appendEvents(db, batches))).rejects.toThrow()
      expect(await events(one)).toEqual([{ seq: 1, json: '"first"' }])
      expect(await events(two)).toEqual([])
    })

    test('events that leave a gap are refused whole', async () => {
      const [one, two] = await Promise.all([begun(store, { thread: 'a', run: 'a' }), begun(store, { thread: 'b', run: 'b' })])
      await append(store, one, 1, ['"first"'])
      const batches = [two, one].map(({ key, epoch }, index) => ({ key, epoch, firstSeq: 1 + 2 * index, events: ['"later"'] }))
      await expect(store.use((db) => appendEvents(db, batches))).rejects.toThrow()
      await expect(append(store, one, 3, ['"the end"'], ending('So.'))).rejects.toThrow()
      expect(await events(one)).toEqual([{ seq: 1, json: '"first"' }])
      expect(await events(two)).toEqual([])
      expect(await store.use((db) => findRun(db, alice, runId('a')))).toMatchObject({ status: 'running' })
    })

    test('a run that has ended takes no more events', async () => {
      const run = await answered(store)
      expect(await append(other, run, 3, ['"late"'])).toEqual(new Set())
      expect(await events(run)).toHaveLength(2)
      expect(await store.use((db) => findRun(db, alice, runId('r')))).toMatchObject({ status: 'ended' })
    })

    test('a producer says that it is alive by counting on; others see how far it is, and not those that they leave out', async () => {
      const [run, own] = [await begun(store), await begun(store, { thread: 'own', run: 'own', instance: 'two' })]
      await answered(store, { thread: 'over', run: 'over' })
      const seen = () => other.use((db) => readHeartbeats(db, [own.key]))
      expect(await seen()).toEqual([{ key: run.key, epoch: 1, heartbeats: 0 }])
      const count = (instance: string) => store.use((db) => countHeartbeats(db, { instance, keys: [own.key, run.key] }))
      expect(await count('one')).toEqual(new Set([run.key]))
      expect(await count('another')).toEqual(new Set())
      expect(await seen()).toEqual([{ key: run.key, epoch: 1, heartbeats: 1 }])
      expect((await other.use((db) => readHeartbeats(db, []))).map(({ key }) => key).sort()).toEqual([run.key, own.key].sort())
    })

    test('a dead producer is taken over once; when it wakes it is refused, and nothing of it is written', async () => {
      const run = await begun(store)
      await append(store, run, 1, ['"mine"'])
      const take = (from: Store, instance: string) => from.use((db) => takeOver(db, { ...run, instance }))
      const takers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => take(index % 2 ? store : other, `taker-${index}`)),
      )
      const [taken, ...more] = takers.filter((each) => each !== undefined)
      expect(more).toEqual([])
      expect(taken?.epoch).toBe(2)
      expect(await append(store, run, 2, ['"from the dead"'])).toEqual(new Set())
      expect(await append(store, run, 2, ['"from the dead"'], ending('No.'))).toEqual(new Set())
      expect(await store.use((db) => countHeartbeats(db, { instance: 'one', keys: [run.key] }))).toEqual(new Set())
      expect(await append(other, { key: run.key, epoch: 2 }, 2, ['"the end"'], ending('', { outcome: 'interrupted' }))).toEqual(
        new Set([run.key]),
      )
      expect(await events(run)).toEqual([
        { seq: 1, json: '"mine"' },
        { seq: 2, json: '"the end"' },
      ])
    })

    test('a producer that counts on before somebody takes its run over keeps it', async () => {
      const run = await begun(store)
      const [seen] = await other.use((db) => readHeartbeats(db, []))
      if (!seen) throw new Error('The run is not seen.')
      await store.use((db) => countHeartbeats(db, { instance: 'one', keys: [run.key] }))
      expect(await other.use((db) => takeOver(db, { ...seen, instance: 'two' }))).toBeUndefined()
      expect(await append(store, run, 1, ['"mine"'])).toEqual(new Set([run.key]))
    })

    test('a commit that comes at the same moment as a take-over is before it, or refused', async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const run = await begun(store, { thread: `t${turn}`, run: `r${turn}` })
        await append(store, run, 1, ['"first"'])
        const late = append(store, run, 2, ['"late"'])
        const read = other.use(async (db) => {
          await takeOver(db, { ...run, instance: 'two' })
          return readStoredEvents(db, run.key)
        })
        const [written, seen] = await Promise.all([late, read])
        expect(await events(run)).toEqual(seen)
        expect(written.has(run.key)).toBe(seen.length === 2)
      }
    })

    test('of the runs in one commit only those of another producer are left out', async () => {
      const [lost, kept] = await Promise.all([begun(store, { thread: 'a', run: 'a' }), begun(store, { thread: 'b', run: 'b' })])
      await other.use((db) => takeOver(db, { ...lost, instance: 'two' }))
      const batches = [lost, kept].map(({ key, epoch }) => ({ key, epoch, firstSeq: 1, events: ['"x"'] }))
      expect(await store.use((db) => appendEvents(db, batches))).toEqual(new Set([kept.key]))
      expect(await events(lost)).toEqual([])
    })

    test('a stop reaches the producer, at whichever process it was asked for', async () => {
      const run = await begun(store)
      expect(await store.use((db) => stopsOf(db, 'one'))).toEqual([])
      expect(await other.use((db) => markStopRequested(db, run.key))).toBe(true)
      expect(await store.use((db) => stopsOf(db, 'one'))).toEqual([run.key])
      expect(await store.use((db) => stopsOf(db, 'two'))).toEqual([])
      await append(store, run, 1, ['{}'], ending('', { outcome: 'cancelled' }))
      expect(await other.use((db) => markStopRequested(db, run.key))).toBe(false)
      expect(await store.use((db) => stopsOf(db, 'one'))).toEqual([])
    })

    test('an interrupted run is given to one who goes on from it, once, and not when it is old', async () => {
      const [run, old] = [
        await begun(store, { thread: 'a', run: 'a', now: 5000 }),
        await begun(store, { thread: 'b', run: 'b', now: 100 }),
      ]
      for (const each of [run, old])
        await append(store, each, 1, ['{}'], ending('', { outcome: 'interrupted', continueWanted: true }))
      const claims = await Promise.all([store, other, store, other].map((each) => each.use((db) => claimInterrupted(db, 1000))))
      expect(claims.flat().map(({ key }) => key)).toEqual([run.key])
      expect(await store.use((db) => claimInterrupted(db, 0))).toEqual([])
    })

    test('an hour’s questions are counted for all processes together, and what does not begin costs nothing', async () => {
      const limits = { runsPerHour: 3, concurrentRuns: 0 }
      const asked = (run: string, rest = {}) => ask(run.length % 2 ? store : other, { thread: run, run, limits, ...rest })
      await asked('a')
      expect(await ask(store, { thread: 'a', run: 'busy', limits })).toMatchObject({ kind: 'busy' })
      expect(await asked('a')).toMatchObject({ kind: 'known' })
      expect(await asked('bb')).toMatchObject({ kind: 'begun' })
      expect(await asked('ccc')).toMatchObject({ kind: 'begun' })
      expect(await asked('dddd', { now: 61_000 })).toEqual({ kind: 'too-many-an-hour', retryAfterMs: 3_540_000 })
      expect(await asked('dddd', { address: '192.0.2.2' })).toMatchObject({ kind: 'begun' })
      await store.use((db) => forgetCounts(db, 3_600_000))
      expect(await asked('ee', { now: 3_600_500 })).toMatchObject({ kind: 'too-many-an-hour' })
      expect(await asked('ee', { now: 3_601_001 })).toMatchObject({ kind: 'begun' })
    })

    test('after the clock was set back nobody waits for longer than the window', async () => {
      const limits = { runsPerHour: 1, concurrentRuns: 0 }
      const asked = (run: string, now: number) => ask(run.length % 2 ? store : other, { thread: run, run, limits, now })
      await asked('a', 10_000_000)
      expect(await asked('bb', 9_970_000)).toEqual({ kind: 'too-many-an-hour', retryAfterMs: 3_600_000 })
      expect(await asked('ccc', 2_800_000)).toMatchObject({ kind: 'begun' })
      expect(await asked('dddd', 2_800_000)).toEqual({ kind: 'too-many-an-hour', retryAfterMs: 3_600_000 })
      expect(await asked('eeeee', 6_400_000)).toMatchObject({ kind: 'begun' })
    })

    test('runs at once are counted for all processes together, until they have ended', async () => {
      const limits = { runsPerHour: 0, concurrentRuns: 2 }
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          ask(index % 2 ? store : other, { thread: `t${index}`, run: `r${index}`, limits }),
        ),
      )
      expect(answers.filter(({ kind }) => kind === 'begun')).toHaveLength(2)
      expect(answers.find(({ kind }) => kind === 'too-many-at-once')).toEqual({ kind: 'too-many-at-once', running: 2 })
      const one = answers.find(({ kind }) => kind === 'begun')
      if (one?.kind !== 'begun') throw new Error('None began.')
      await append(store, one.run, 1, ['{}'], ending(''))
      expect(await ask(store, { thread: 'later', run: 'later', limits })).toMatchObject({ kind: 'begun' })
    })
  })
}
