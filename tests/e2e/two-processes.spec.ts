import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { Store } from '@/lib/db/store'
import type { NumberedEvent } from '@/lib/protocol/event'
import { test } from '@/tests/support/app'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { createDatabase, testDatabase } from '@/tests/support/postgres'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { eventsOf, Visitor } from '@/tests/support/visitor'
import { heldAfter } from './held'
import { type OwnApp, startOwnApp } from './own-app'

type Pair = { one: OwnApp; other: OwnApp; stop(): Promise<void> }

/** Two processes of the app on one database. */
async function startPair(database: string): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-two-'))
  const postgres = database === 'Postgres' ? await createDatabase() : undefined
  if (postgres) await new Store({ postgres: postgres.url }).migrate()
  const model = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model' }
  const limits = { RUNS_PER_HOUR: '0', CONCURRENT_RUNS: '0' }
  const env = { ...model, ...limits, DATA_DIR: folder, ...(postgres && { DATABASE_URL: postgres.url }) }
  const [one, other] = await Promise.all([startOwnApp({ env }), startOwnApp({ env })])
  const stop = async () => {
    await Promise.all([one.stop(), other.stop()])
    await postgres?.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { one, other, stop }
}

/** A visitor of both. */
async function visitBoth({ one, other }: Pair): Promise<{ question: string; visitor: Visitor; elsewhere: Visitor }> {
  const visitor = await Visitor.arrive(one.url)
  return { question: `Two of you? ${randomUUID()}`, visitor, elsewhere: new Visitor(other.url, visitor.headers) }
}

const add = callTools([{ name: 'add', args: { x: 1, y: 2 } }])

for (const database of ['SQLite', ...(testDatabase === undefined ? [] : ['Postgres'])]) {
  test.describe(`two processes on one ${database}`, { tag: '@once' }, () => {
    // One after the other, so that they start once; the last one kills one of them.
    test.describe.configure({ mode: 'default' })
    let pair: Pair
    test.beforeAll(async () => {
      pair = await startPair(database)
    })
    test.afterAll(() => pair.stop())

    test('a run of one is read at the other as it goes, and stopped there', async ({ upstream }) => {
      const { question, visitor, elsewhere } = await visitBoth(pair)
      const answer = heldAfter(finalAnswer('The first half, the second half.', ['add'], { fragment: 4 }), 6)
      await upstream.replyTo(question, add, answer.reply)
      const ids = { threadId: randomUUID(), runId: randomUUID() }
      const here = visitor.post(question, ids).then((response) => eventsOf(response))
      await upstream.reached(answer.gate)
      const seen: NumberedEvent[] = []
      const there = elsewhere
        .fetch(`/api/runs/${ids.runId}/events`)
        .then((response) => eventsOf(response, (event) => seen.push(event)))
      await expect.poll(() => seen.map(({ type }) => type)).toContain('TEXT_MESSAGE_CONTENT')
      expect((await elsewhere.thread(ids.threadId)).turns[0]?.runs[0]?.ended).toBe(false)
      expect(await (await elsewhere.fetch('/api/threads')).json()).toMatchObject({ threads: [{ state: 'running' }] })

      const stoppedAt = Date.now()
      expect((await elsewhere.fetch(`/api/runs/${ids.runId}/stop`, { method: 'POST' })).status).toBe(202)
      const events = await here
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
      expect(await there).toEqual(events)
      expect(Date.now() - stoppedAt).toBeLessThan(3000)
      for (const each of [visitor, elsewhere]) {
        expect(await each.read(ids.runId)).toEqual(events)
        expect((await each.thread(ids.threadId)).turns[0]?.runs[0]?.events).toEqual(events)
      }
    })

    test('50 equal posts at once, at both, make one run, and all read the same', async ({ upstream }) => {
      const { question, visitor, elsewhere } = await visitBoth(pair)
      await upstream.replyTo(question, add, finalAnswer('Once is enough.', ['add']))
      const ids = { threadId: randomUUID(), runId: randomUUID() }
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 ? visitor : elsewhere).ask(question, ids)),
      )
      for (const events of answers) expect(events).toEqual(answers[0])
      expect(answers[0]?.at(-1)?.type).toBe('RUN_FINISHED')
      expect(await upstream.requests(question)).toHaveLength(2)
      expect((await visitor.thread(ids.threadId)).turns.map(({ runs }) => runs.length)).toEqual([1])
    })

    test('a thread that one is busy with is busy for the other', async ({ upstream }) => {
      const { question, visitor, elsewhere } = await visitBoth(pair)
      const answer = heldAfter(finalAnswer('Done.', []), 2)
      await upstream.replyTo(question, answer.reply)
      const ids = { threadId: randomUUID(), runId: randomUUID() }
      const running = visitor.ask(question, ids)
      await upstream.reached(answer.gate)
      const refused = await elsewhere.post('And now?', { threadId: ids.threadId })
      expect([refused.status, (await refused.json()).code]).toEqual([409, 'busy-thread'])
      await upstream.open(answer.gate)
      await running
      expect((await elsewhere.ask('And now? [plain]', { threadId: ids.threadId })).at(-1)?.type).toBe('RUN_FINISHED')
      expect((await visitor.thread(ids.threadId)).turns).toHaveLength(2)
    })

    test('when one is killed the other ends its run within 15 s and goes on from it', async ({ upstream }) => {
      test.slow()
      const { question, visitor, elsewhere } = await visitBoth(pair)
      const answer = heldAfter(finalAnswer('Never heard to its end.', ['add'], { fragment: 4 }), 6)
      await upstream.replyTo(question, add, answer.reply, finalAnswer('Heard to its end.', ['add']))
      const ids = { threadId: randomUUID(), runId: randomUUID() }
      const seen: NumberedEvent[] = []
      const line = visitor.post(question, ids).then((response) => eventsOf(response, (event) => seen.push(event)))
      line.catch(() => undefined) // It breaks when the server is killed.
      await upstream.reached(answer.gate)
      await expect.poll(() => seen.map(({ type }) => type)).toContain('TEXT_MESSAGE_CONTENT')
      const there = elsewhere.read(ids.runId)
      const killedAt = Date.now()
      await pair.one.stop()
      const events = await there
      expect(Date.now() - killedAt).toBeLessThan(15_000)
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'interrupted' })
      expect(events.slice(0, seen.length)).toEqual(seen)
      await expect
        .poll(async () => (await elsewhere.thread(ids.threadId)).turns[0]?.runs.map(({ ended }) => ended), { timeout: 10_000 })
        .toEqual([true, true])
      const next = (await elsewhere.thread(ids.threadId)).turns[0]?.runs[1]
      expect(next?.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
      expect(next).toMatchObject({ from: { runId: ids.runId, action: 'continue' } })
    })
  })
}
