import 'fake-indexeddb/auto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as followUps } from '@/app/api/runs/[runId]/follow-ups/route'
import { POST } from '@/app/api/runs/route'
import { toRunRequest } from '@/lib/client/api/run-request'
import { createBrowserApi } from '@/lib/client/browser-store/browser-api'
import { openDatabase } from '@/lib/client/browser-store/database'
import { stoppedEnding } from '@/lib/client/browser-store/live-run'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { createChat } from '@/lib/client/chat/create-chat'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import { toSseFrame } from '@/lib/protocol/sse'
import type { ThreadPage } from '@/lib/protocol/thread-summary'
import { shownRun } from '@/lib/run-view/thread-view'
import type { Services } from '@/lib/server/service-types'
import { deferred } from '@/tests/support/deferred'
import { readFixture } from '@/tests/support/fixtures'

/** What a serverless host does: each request may meet an instance that knows nothing of the ones before. */
const instance: typeof globalThis & { unfoldServices?: Services } = globalThis
let isNewEachTime = true

const host: typeof fetch = async (input, init) => {
  const request = new Request(typeof input === 'string' ? new URL(input, 'http://localhost') : input, init)
  const { pathname } = new URL(request.url)
  asked.push(`${request.method} ${pathname.replace(/\/[\w-]{21}(?=\/)/, '/:id')}`)
  const runId = /^\/api\/runs\/([\w-]+)\/follow-ups$/.exec(pathname)?.[1]
  if (runId !== undefined) {
    const known = new Request(request.url, { method: 'POST', headers: { cookie } })
    return followUps(known, { params: Promise.resolve({ runId }) })
  }
  if (pathname !== '/api/runs') return new Response(null, { status: 404 })
  if (isNewEachTime) delete instance.unfoldServices
  const response = await POST(request)
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  return response
}
/** Of the visitor that the last run was made for. */
let cookie = ''
const asked: string[] = []

beforeAll(() => {
  vi.stubEnv('VERCEL', '1')
  vi.stubEnv('VISITOR_SECRET', 'a secret of thirty-two characters'.replaceAll(' ', '-'))
  vi.stubEnv('DEMO_TOKENS_PER_SECOND', '0')
  vi.stubEnv('OPENAI_API_KEY', '')
  vi.stubEnv('SEARCH', 'local')
  vi.stubEnv('CONCURRENT_RUNS', '0')
  vi.stubGlobal('location', { href: 'http://localhost/' })
  vi.stubGlobal('navigator', { onLine: true, locks: webLocks() })
  vi.spyOn(process.stdout, 'write').mockReturnValue(true) // A line for each request and run.
})
afterAll(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
beforeEach(() => {
  isNewEachTime = true
  asked.length = 0
})
afterEach(async () => {
  const db = await openDatabase()
  await db.clear('threads')
  await db.clear('runs')
  db.close()
})

const open = (threadId: string, { fetch = createBrowserApi({ fetch: host }), isNew = true } = {}) => {
  const chat = createChat({ threadId: threadId as ThreadId, isNew, fetch, baseUrl: 'http://localhost' })
  chat.subscribe(() => undefined)
  return chat
}
type Chat = ReturnType<typeof open>

const until = (chat: Chat, holds: (state: ChatState) => boolean): Promise<ChatState> =>
  vi.waitUntil(() => (holds(chat.getState()) ? chat.getState() : undefined), { timeout: 10_000, interval: 5 })

const runsOf = (state: ChatState) => state.thread.turns.map((turn) => shownRun(turn))
const hasEnded = (count: number) => (state: ChatState) =>
  state.live === undefined && runsOf(state).length === count && runsOf(state).every((run) => run && run.lastSeq > 0)

describe('a server that keeps nothing', () => {
  test('answers a question that follows from what was said before, from an instance that never heard of it', async () => {
    const chat = open('follow-up')
    chat.send('What is 12 * 12?')
    await until(chat, hasEnded(1))
    chat.send('Then subtract 44')
    const state = await until(chat, hasEnded(2))
    expect(runsOf(state)[1]?.answer?.text).toContain('100')
  })

  test('leaves the conversation in the browser: a reload shows it as it was, and asks the server for nothing', async () => {
    const chat = open('reload')
    chat.send('Take 10 plus 10, multiply by 7, then subtract 4')
    const before = await until(chat, hasEnded(1))
    asked.length = 0
    const again = open('reload', { fetch: createBrowserApi({ fetch: host }), isNew: false })
    const after = await until(again, (state) => !state.loading)
    expect(runsOf(after)).toEqual(runsOf(before))
    expect(asked).toEqual([])
  })

  describe('has questions to go on with', () => {
    const browse = createBrowserApi({ fetch: host })
    const ask = async (chat: Chat) => {
      const state = await until(chat, hasEnded(1))
      const runId = runsOf(state)[0]?.runId ?? ''
      const found = await browse(`http://localhost/api/runs/${runId}/follow-ups`, { method: 'POST' })
      return { runId, found: (await found.json()) as FollowUps }
    }

    test('of the instance that made the run; the browser keeps them, and the title', async () => {
      isNewEachTime = false
      const chat = open('goes-on')
      chat.send('How do server-sent events compare with WebSockets?')
      const { runId, found } = await ask(chat)
      expect(found.followUps.length).toBeGreaterThan(0)
      asked.length = 0
      const again = await browse(`http://localhost/api/runs/${runId}/follow-ups`, { method: 'POST' })
      expect(await again.json()).toEqual({ followUps: found.followUps })
      const stored = await (await browse('http://localhost/api/threads/goes-on')).json()
      expect(stored.turns[0].runs[0].followUps).toEqual(found.followUps)
      expect(stored.title).toBe(found.title ?? 'How do server-sent events compare with WebSockets?')
      expect(asked).toEqual([])
    })

    test('of another instance none', async () => {
      const chat = open('stands-alone')
      chat.send('How do server-sent events compare with WebSockets?')
      await until(chat, hasEnded(1))
      delete instance.unfoldServices
      expect((await ask(chat)).found).toEqual({ followUps: [] })
    })
  })

  test('is sent what a new version starts from: an edit, another answer, a changed call', async () => {
    const chat = open('versions')
    chat.send('Take 10 plus 10, multiply by 7, then subtract 4')
    const first = await until(chat, hasEnded(1))
    const [turn] = first.thread.turns
    const run = turn && shownRun(turn)
    if (!turn || !run) throw new Error('No run.')
    chat.newVersion(turn.messageId, { action: 'edit', question: 'What is 3 + 4?' })
    const edited = await until(chat, (state) => state.live === undefined && state.thread.turns[0]?.versions.length === 2)
    expect(runsOf(edited)[0]?.answer?.text).toContain('7')
    chat.newVersion(turn.messageId, { action: 'regenerate' })
    const anew = await until(chat, (state) => state.live === undefined && state.thread.turns[0]?.versions.length === 3)
    expect(runsOf(anew)[0]?.state.name).toBe('done')
  })
})

describe('a run that is under way', () => {
  const events = readFixture('sums-in-order')
  const half = events.slice(0, events.length / 2)

  /** A server that is in the middle of an answer and says no more; `aborted` resolves when the connection is closed. */
  const silentHost = () => {
    const closed = deferred()
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (!String(input).endsWith('/api/runs')) return new Response(null, { status: 404 })
      init?.signal?.addEventListener('abort', () => closed.resolve())
      const { runId, threadId } = JSON.parse(String(init?.body))
      const own = half.map((event) => (event.type === 'RUN_STARTED' ? { ...event, runId, threadId } : event))
      const text = own.map((event) => toSseFrame(event.seq, JSON.stringify(event))).join('')
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text))
          init?.signal?.addEventListener('abort', () => controller.error(new DOMException('closed', 'AbortError')))
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }
    return { fetch, closed: closed.promise }
  }

  test('is stopped through its own connection where another instance does not know it, and says so after that', async () => {
    const { fetch, closed } = silentHost()
    const chat = open('stop', { fetch: createBrowserApi({ fetch }) })
    chat.send('Add them up')
    await until(chat, (state) => runsOf(state)[0]?.lastSeq === half.length)
    chat.stop()
    await closed
    const state = await until(chat, (each) => each.live === undefined && (runsOf(each)[0]?.lastSeq ?? 0) > half.length)
    expect(runsOf(state)[0]?.state.name).toBe('stopped')
    const again = open('stop', { fetch: createBrowserApi({ fetch }), isNew: false })
    await until(again, (each) => !each.loading && runsOf(each)[0]?.state.name === 'stopped')
  })

  const stoppedAfter = (own: NumberedEvent[]): NumberedEvent[] => {
    const [started] = own
    return started?.type === 'RUN_STARTED' ? stoppedEnding(own, started) : []
  }

  test('is not said to be stopped by a person where the server took a lost connection for one who left', async () => {
    const toText = (of: NumberedEvent[]) => of.map((event) => toSseFrame(event.seq, JSON.stringify(event))).join('')
    let own: NumberedEvent[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (String(input).endsWith('/events')) return new Response(toText(stoppedAfter(own)))
      const { runId, threadId } = JSON.parse(String(init?.body))
      own = half.map((event) => (event.type === 'RUN_STARTED' ? { ...event, runId, threadId } : event))
      return new Response(toText(own))
    }
    const chat = open('lost-line', { fetch: createBrowserApi({ fetch }) })
    chat.send('Add them up')
    const state = await until(chat, (each) => each.live === undefined && (runsOf(each)[0]?.lastSeq ?? 0) > half.length)
    expect(runsOf(state)[0]?.state.name).toBe('interrupted')
  })

  test('that cannot be kept is shown, and is said not to be kept', async () => {
    const { fetch } = silentHost()
    const full = new DOMException('There is no room.', 'QuotaExceededError')
    const put = IDBObjectStore.prototype.put
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (value.events?.length > 0) throw full
      return put.call(this, value, key)
    })
    const chat = open('no-room', { fetch: createBrowserApi({ fetch }) })
    chat.send('Add them up')
    const state = await until(chat, ({ recording }) => recording === 'degraded')
    expect(runsOf(state)[0]?.lastSeq).toBe(half.length)
    spy.mockRestore()
    chat.stop()
    await until(chat, ({ live }) => live === undefined)
  })

  test('goes on while its screen is left, and is there when it comes back', async () => {
    const { fetch } = silentHost()
    const api = createBrowserApi({ fetch })
    const chat = createChat({ threadId: 'left' as ThreadId, isNew: true, fetch: api, baseUrl: 'http://localhost' })
    const leave = chat.subscribe(() => undefined)
    chat.send('Add them up')
    await until(chat, (state) => runsOf(state)[0]?.lastSeq === half.length)
    leave()
    const again = open('left', { fetch: api, isNew: false })
    const state = await until(again, (each) => each.live !== undefined)
    expect(runsOf(state)[0]?.lastSeq).toBe(half.length)
  })

  test('is interrupted when its page is closed: what had come is kept, and it can be gone on with', async () => {
    const chat = open('closed', { fetch: createBrowserApi({ fetch: silentHost().fetch }) })
    chat.send('Add them up')
    await until(chat, (state) => runsOf(state)[0]?.lastSeq === half.length)
    const db = await openDatabase()
    const isKept = async () => (await db.getAll('runs')).some((run) => run.events.length === half.length)
    await vi.waitUntil(isKept, { interval: 10 })
    db.close()
    releaseLocks() // As the browser does with those of a page that is gone.
    const again = open('closed', { fetch: createBrowserApi({ fetch: host }), isNew: false })
    const run = runsOf(await until(again, (state) => !state.loading))[0]
    expect(run?.state.name).toBe('interrupted')
    const [turn] = again.getState().thread.turns
    if (turn) again.newVersion(turn.messageId, { action: 'continue' })
    const state = await until(again, (each) => each.live === undefined && each.thread.turns[0]?.versions.length === 2)
    expect(runsOf(state)[0]?.steps.length).toBeGreaterThan(0)
  })
})

test('a run is not let go before its end is written, and an end that was written stays', async () => {
  const api = createBrowserApi({ fetch: host })
  const db = await openDatabase()
  const early: unknown[] = []
  onRelease = async () => early.push(...(await db.getAll('runs')).filter(({ ended }) => !ended))
  const chat = open('held', { fetch: api })
  chat.send('What is 12 * 12?')
  await until(chat, hasEnded(1))
  await vi.waitUntil(() => held.size === 0, { interval: 5 })
  await vi.waitUntil(() => releases.length > 0, { interval: 5 })
  await Promise.all(releases)
  onRelease = undefined
  expect(early).toEqual([])
  db.close()
})

test('a question that cannot be kept is not asked any further, and says so', async () => {
  const closed = deferred()
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    init?.signal?.addEventListener('abort', () => closed.resolve())
    return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
  }
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('There is no room.', 'QuotaExceededError')
  })
  const ids = { threadId: 'full' as ThreadId, runId: 'full' as RunId }
  const body = JSON.stringify(toRunRequest({ ...ids, messageId: 'full' as MessageId, question: 'What is 1 + 1?' }))
  const answer = await createBrowserApi({ fetch })('http://localhost/api/runs', { method: 'POST', body })
  put.mockRestore()
  await closed.promise
  expect(answer.status).toBe(503)
  expect((await answer.json()).detail).toContain('was not sent')
})

test('a server that does not answer a stop is left', async () => {
  const closed = deferred()
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const isStop = String(input).endsWith('/stop')
    init?.signal?.addEventListener('abort', () => !isStop && closed.resolve())
    if (isStop)
      return new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('timeout'))))
    return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
  }
  const chat = open('unheard', { fetch: createBrowserApi({ fetch }) })
  chat.send('What is 1 + 1?')
  await vi.waitUntil(async () => held.size > 0, { interval: 5 })
  chat.stop()
  await closed.promise
})

/** An answer that has begun and says nothing, until its connection is closed. */
const silence = (init: RequestInit | undefined): Response => {
  const body = new ReadableStream({
    start(controller) {
      init?.signal?.addEventListener('abort', () => controller.error(new DOMException('closed', 'AbortError')))
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

test('a stop that was pressed before the server answered is not forgotten', async () => {
  const [asked, answered, closed] = [deferred(), deferred(), deferred()]
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!String(input).endsWith('/api/runs')) return new Response(null, { status: 404 })
    init?.signal?.addEventListener('abort', () => closed.resolve())
    asked.resolve()
    await answered.promise
    return silence(init)
  }
  const chat = open('early', { fetch: createBrowserApi({ fetch }) })
  chat.send('What is 1 + 1?')
  await asked.promise
  chat.stop()
  answered.resolve()
  await closed.promise
  const state = await until(chat, ({ live }) => live === undefined)
  expect(runsOf(state)[0]?.state.name).toBe('stopped')
})

test('without a network no run is said to be stopped: the page cannot tell', async () => {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input).endsWith('/stop')) throw new TypeError('Failed to fetch')
    return silence(init)
  }
  const chat = open('offline', { fetch: createBrowserApi({ fetch }) })
  chat.send('What is 1 + 1?')
  await vi.waitUntil(async () => held.size > 0, { interval: 5 })
  Object.assign(navigator, { onLine: false })
  chat.stop()
  const state = await until(chat, ({ live }) => live?.stop === 'undelivered')
  expect(runsOf(state)[0]?.state.name).toBe('connecting')
  Object.assign(navigator, { onLine: true })
  chat.stop()
  await until(chat, ({ live }) => live === undefined)
})

test('goes on after the data of the site were deleted', async () => {
  const api = createBrowserApi({ fetch: host })
  const list = async () => (await api('http://localhost/api/threads')).json()
  await list()
  await new Promise((resolve, reject) => {
    const deleted = indexedDB.deleteDatabase('unfold')
    deleted.onsuccess = resolve
    deleted.onerror = reject
  })
  expect(await list()).toEqual({ threads: [] })
})

test('a question that is too long, or refused, is refused as the server refuses it', async () => {
  const chat = open('refused')
  chat.send('x'.repeat(40_000))
  const state = await until(chat, ({ failure }) => failure !== undefined)
  expect(state.failure?.code).toBe('too-large')
  expect(state.thread.turns).toEqual([])
})

test.each([
  [
    'written by a newer version',
    'VersionError',
    /^Your chats in this browser were saved by a newer version of this app\. Reload the page\./,
  ],
  ['not allowed', 'SecurityError', /^This browser does not let the page store data/],
])('where the store of the browser is %s, the sentence says so', async (_title, name, words) => {
  const fetch = createBrowserApi({ fetch: host, open: () => Promise.reject(new DOMException('No.', name)) })
  const response = await fetch('http://localhost/api/threads?limit=50')
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'not-saved', detail: expect.stringMatching(words) })
})

test('the list, renaming, searching, deleting and bringing back are the browser’s own', async () => {
  const fetch = createBrowserApi({ fetch: host })
  const ask = async (path: string, init?: RequestInit) => (await fetch(`http://localhost/api/threads${path}`, init)).json()
  const list = async (query = ''): Promise<string[]> =>
    ((await ask(`?limit=50${query}`)) as ThreadPage).threads.map(({ title }) => title)
  for (const [threadId, question] of [
    ['one', 'What is 1 + 1?'],
    ['two', 'What is 2 + 2?'],
  ] as const) {
    const chat = open(threadId, { fetch })
    chat.send(question)
    await until(chat, hasEnded(1))
  }
  expect(await list()).toEqual(['What is 2 + 2?', 'What is 1 + 1?'])
  await ask('/one', { method: 'PATCH', body: JSON.stringify({ title: 'Sums' }) })
  expect(await list('&query=sums')).toEqual(['Sums'])
  expect(await list('&query=S%C3%BCMS')).toEqual(['Sums'])
  expect(await list('&query=WHAT%204')).toEqual(['What is 2 + 2?'])
  await fetch('http://localhost/api/threads/one', { method: 'DELETE' })
  expect(await list()).toEqual(['What is 2 + 2?'])
  await ask('/one/restore', { method: 'POST' })
  expect(await list()).toContain('Sums')
  expect((await fetch('http://localhost/api/threads/unknown')).status).toBe(404)
})

const held = new Set<string>()
const releases: unknown[] = []
let onRelease: (() => unknown) | undefined
const releaseLocks = () => held.clear()

/** The part of the Web Locks API that is used here, which Node has from version 24 on. */
function webLocks() {
  return {
    async request(name: string, work: () => Promise<void>): Promise<void> {
      held.add(name)
      await work().finally(() => {
        held.delete(name)
        releases.push(onRelease?.())
      })
    },
    query: async () => ({ held: [...held].map((name) => ({ name })) }),
  }
}
