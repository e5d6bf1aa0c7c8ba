import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBrowserApi } from '@/lib/client/browser-store/browser-api'
import { openDatabase } from '@/lib/client/browser-store/database'
import { createChat } from '@/lib/client/chat/create-chat'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { inShort, readEarlier } from '@/tests/support/earlier-data'

const kept: { threads: object[]; runs: object[] } = JSON.parse(readEarlier('browser.json'))
const changed = ['add 20', 'multiply 160', 'subtract 156', '**156**']

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('location', { href: 'http://localhost/' })
  const locks = {
    request: async (_name: string, ...rest: unknown[]) => (rest.at(-1) as (lock: object) => unknown)({}),
    query: async () => ({ held: [] }),
  }
  vi.stubGlobal('navigator', { onLine: true, locks })
  const db = await openDB('unfold', 1, {
    upgrade(first) {
      first.createObjectStore('threads', { keyPath: 'threadId' }).createIndex('updatedAt', 'updatedAt')
      first.createObjectStore('runs', { keyPath: 'runId' }).createIndex('threadId', 'threadId')
    },
  })
  for (const thread of kept.threads) await db.put('threads', thread)
  for (const run of kept.runs) await db.put('runs', run)
  db.close()
})
afterEach(() => vi.unstubAllGlobals())

test('what a browser kept in an earlier version is read, and gone on from', async () => {
  const bodies: string[] = []
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    bodies.push(String(init?.body))
    return new Response(null, { status: 503 })
  }
  const chat = createChat({
    threadId: 'kept' as ThreadId,
    isNew: false,
    fetch: createBrowserApi({ fetch }),
    baseUrl: 'http://localhost',
  })
  chat.subscribe(() => undefined)
  const [turn] = await vi.waitUntil(() => {
    const { loading, thread } = chat.getState()
    return loading ? undefined : thread.turns
  })
  expect(turn?.versions.map(inShort)).toEqual([
    ['add 20', 'multiply 140', 'subtract 136', '**136**'],
    changed,
    changed,
    ['add 7', expect.any(String)],
  ])

  chat.choose(turn?.messageId as MessageId, 2)
  chat.newVersion(turn?.messageId as MessageId, { action: 'continue' })
  const body = JSON.parse(await vi.waitUntil(() => bodies[0]))
  const { from, thread } = body.forwardedProps.unfold
  expect(from).toEqual({ runId: turn?.versions[2]?.runId, seq: 32, action: 'continue' })
  expect(thread.turns[0].runs.map((run: { from?: { action: string } }) => run.from?.action)).toEqual([
    undefined,
    'retry-call',
    'continue',
  ])
})

test('a tab of an earlier version keeps its database, and finds it again', async () => {
  const onChange = vi.fn()
  const tab = await openDB('unfold', 1, { blocking: onChange })
  const db = await openDatabase()
  await tab.put('runs', { ...kept.runs[0], runId: 'its-own' })
  expect(await db.get('runs', 'its-own' as RunId)).toMatchObject({ events: expect.any(Array) })
  expect(onChange).not.toHaveBeenCalled()
  tab.close()
  const later = await openDB('unfold', 1)
  expect(await later.count('threads')).toBe(kept.threads.length)
  for (const each of [db, later]) each.close()
})

test('a database that was made with a higher version is opened too', async () => {
  ;(await openDB('unfold', 2)).close()
  const db = await openDatabase()
  expect(await db.count('threads')).toBe(kept.threads.length)
  db.close()
})
