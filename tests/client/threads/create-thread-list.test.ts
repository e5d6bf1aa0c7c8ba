import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createThreadList } from '@/lib/client/threads/create-thread-list'
import type { Windows } from '@/lib/client/threads/other-windows'
import type { ThreadList } from '@/lib/client/threads/thread-list-state'
import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { createAskedFetch, settle } from '@/tests/support/asked-fetch'
import { createWaker, ManualClock } from '@/tests/support/clocks'

type Change = Parameters<Windows['notify']>[0]

const first = 'GET /api/threads?limit=50'
const id = (name: string) => name as ThreadId
const thread = (name: string, more: Partial<ThreadSummary> = {}): ThreadSummary => ({
  threadId: id(name),
  title: `About ${name}`,
  updatedAt: 1_000,
  state: 'seen',
  ...more,
})

let server: ReturnType<typeof createAskedFetch>
let clock: ManualClock
let waker: ReturnType<typeof createWaker>
let isShown: boolean
let leave: () => void
let list: ThreadList
/** What the other windows are told, and how one of them tells something. */
let told: Change[]
let hear: (change: Change) => void

beforeEach(() => {
  server = createAskedFetch()
  clock = new ManualClock()
  waker = createWaker()
  isShown = true
  told = []
  const windows: Windows = {
    notify: (change) => void told.push(change),
    onChange: (callback) => {
      hear = callback
      return () => undefined
    },
  }
  list = createThreadList({
    windows,
    fetch: server.fetch,
    now: clock.now,
    schedule: clock.schedule,
    onWake: waker.onWake,
    isShown: () => isShown,
  })
})
afterEach(() => leave?.())

const open = async (...threads: ThreadSummary[]) => {
  leave = list.subscribe(() => undefined)
  await server.last().answer({ threads })
}
const titles = () => list.getState().threads.map(({ title }) => title)
const found = () => list.getState().search?.found.map(({ title }) => title)
const advance = (ms: number) => {
  clock.advance(ms)
  return settle()
}

describe('another window of this browser', () => {
  test('is told of a rename and a deletion, and of what was taken back', async () => {
    await open(thread('a'))
    list.rename(id('a'), 'Other')
    await settle()
    await server.last().answer(thread('a', { title: 'Other' }))
    list.remove(id('a'))
    await server.last().answer(undefined, 204)
    void list.undo()
    await settle()
    await server.last().answer(thread('a'))
    expect(told).toEqual([
      { threadId: 'a', what: 'changed' },
      { threadId: 'a', what: 'deleted' },
      { threadId: 'a', what: 'restored' },
    ])
  })

  test('tells what it did: it is read anew, and what it deleted goes at once', async () => {
    await open(thread('a'), thread('b'))
    hear({ threadId: id('a'), what: 'deleted' })
    expect(titles()).toEqual(['About b'])
    await server.last().answer({ threads: [thread('b', { title: 'Other' })] })
    expect(titles()).toEqual(['Other'])
  })

  test('tells a hidden one, which reads when it is shown', async () => {
    await open(thread('a'), thread('b'))
    isShown = false
    hear({ threadId: id('a'), what: 'changed' })
    expect(server.asked).toHaveLength(1)
    isShown = true
    waker.wake()
    expect(server.asked).toHaveLength(2)
  })

  test('or another browser: what it did is there within 15 s, while somebody looks', async () => {
    await open(thread('a'))
    await advance(15_000)
    await server.last().answer({ threads: [thread('b'), thread('a')] })
    expect(titles()).toEqual(['About b', 'About a'])
    isShown = false
    await advance(60_000)
    expect(server.lines()).toEqual([first, first])
  })
})

describe('reading', () => {
  test('begins with the first reader, not before', async () => {
    expect(server.lines()).toEqual([])
    await open(thread('a'), thread('b'))
    expect(server.lines()).toEqual([first])
    expect(list.getState()).toEqual({
      loading: false,
      threads: [thread('a'), thread('b')],
      hasMore: false,
      loadingMore: false,
    })
  })

  test('goes on with older pages, one at a time', async () => {
    leave = list.subscribe(() => undefined)
    await server.last().answer({ threads: [thread('a')], next: '1000-a' })
    expect(list.getState()).toMatchObject({ hasMore: true, loadingMore: false })
    list.loadMore()
    list.loadMore()
    expect(list.getState().loadingMore).toBe(true)
    expect(server.lines()).toEqual([first, `${first}&before=1000-a`])
    await server.last().answer({ threads: [thread('a'), thread('b', { updatedAt: 900 })] })
    expect(titles()).toEqual(['About a', 'About b'])
    expect(list.getState()).toMatchObject({ hasMore: false, loadingMore: false })
    list.loadMore()
    expect(server.asked).toHaveLength(2)
  })

  test('that fails says so, and does it again when asked', async () => {
    leave = list.subscribe(() => undefined)
    await server.last().breakOff()
    expect(list.getState()).toMatchObject({
      loading: false,
      failure: { what: 'read', message: 'Your chats could not be loaded.' },
    })
    list.tryAgain()
    expect(list.getState()).toMatchObject({ loading: true })
    expect(list.getState()).not.toHaveProperty('failure')
    await server.last().answer({ threads: [thread('a')] })
    expect(titles()).toEqual(['About a'])
  })

  test('an older page that fails leaves the newer ones, and is asked for again', async () => {
    leave = list.subscribe(() => undefined)
    await server.last().answer({ threads: [thread('a')], next: '1000-a' })
    list.loadMore()
    await server.last().answer({ code: 'internal' }, 500)
    expect(list.getState()).toMatchObject({ loadingMore: false, failure: { what: 'more' } })
    expect(titles()).toEqual(['About a'])
    list.tryAgain()
    await server.last().answer({ threads: [thread('b', { updatedAt: 900 })] })
    expect(titles()).toEqual(['About a', 'About b'])
    expect(list.getState()).not.toHaveProperty('failure')
  })

  test('again leaves the older pages where they are, and takes up what is new', async () => {
    leave = list.subscribe(() => undefined)
    await server.last().answer({ threads: [thread('a'), thread('b', { updatedAt: 900 })], next: '900-b' })
    list.loadMore()
    await server.last().answer({ threads: [thread('c', { updatedAt: 800 })], next: '800-c' })
    waker.wake()
    await server.last().answer({ threads: [thread('new', { updatedAt: 1_100 }), thread('a')], next: '1000-a' })
    expect(titles()).toEqual(['About new', 'About a', 'About b', 'About c'])
    list.loadMore()
    expect(server.last().line).toBe(`${first}&before=800-c`)
  })

  test('again after so much that there would be a gap begins anew', async () => {
    leave = list.subscribe(() => undefined)
    await server.last().answer({ threads: [thread('a')], next: '1000-a' })
    waker.wake()
    await server.last().answer({ threads: [thread('new', { updatedAt: 9_000 })], next: '9000-new' })
    expect(titles()).toEqual(['About new'])
  })

  test('again hands on what did not change, so that its row is not drawn anew', async () => {
    await open(thread('a'), thread('b'))
    const [, before] = list.getState().threads
    waker.wake()
    await server.last().answer({ threads: [thread('a', { title: 'Other' }), thread('b')] })
    expect(titles()).toEqual(['Other', 'About b'])
    expect(list.getState().threads[1]).toBe(before)
  })
})

describe('while something runs', () => {
  test('how it goes is asked every 3 s, and seldom once it has ended', async () => {
    await open(thread('a'))
    expect(clock.pending).toEqual([15_000])
    waker.wake()
    await server.last().answer({ threads: [thread('a', { state: 'running' })] })
    expect(clock.pending).toEqual([3_000])
    await advance(3_000)
    expect(server.asked).toHaveLength(3)
    await server.last().answer({ threads: [thread('a', { state: 'unseen' })] })
    expect(clock.pending).toEqual([15_000])
    expect(list.getState().threads).toMatchObject([{ state: 'unseen' }])
  })

  test('a hidden tab does not ask; shown again it asks at once', async () => {
    await open(thread('a', { state: 'running' }))
    isShown = false
    await advance(3_000)
    waker.wake()
    await advance(60_000)
    expect(server.asked).toHaveLength(1)
    isShown = true
    waker.wake()
    waker.wake()
    expect(server.asked).toHaveLength(2)
    await server.last().answer({ threads: [thread('a', { state: 'running' })] })
    expect(clock.pending).toEqual([3_000])
  })

  test('a server that does not answer is asked less and less often, in silence', async () => {
    await open(thread('a', { state: 'running' }))
    await advance(3_000)
    await server.last().breakOff()
    expect(clock.pending).toEqual([6_000])
    await advance(6_000)
    await server.last().answer({ code: 'internal' }, 500)
    expect(clock.pending).toEqual([12_000])
    expect(list.getState()).not.toHaveProperty('failure')
    expect(titles()).toEqual(['About a'])
    await advance(12_000)
    await server.last().answer({ threads: [thread('a', { state: 'running' })] })
    expect(clock.pending).toEqual([3_000])
  })

  test('nobody asks when nobody looks any more', async () => {
    await open(thread('a', { state: 'running' }))
    await advance(3_000)
    leave()
    expect(server.last().isCancelled()).toBe(true)
    expect(clock.pending).toEqual([])
  })
})

describe('what happens on this screen', () => {
  test('a run that begins is at the top at once, under its title, and is followed', async () => {
    await open(thread('a'))
    list.touch(id('b'), { title: 'New one', state: 'running', isFromHere: true })
    expect(list.getState().threads).toMatchObject([{ title: 'New one', state: 'running' }, { title: 'About a' }])
    await server.last().answer({ threads: [thread('b', { title: 'Titled', state: 'running', updatedAt: 2_000 }), thread('a')] })
    expect(titles()).toEqual(['Titled', 'About a'])
    expect(clock.pending).toEqual([3_000])
  })

  test('a title that somebody gave stays when a run begins', async () => {
    await open(thread('a', { title: 'Mine' }))
    list.touch(id('a'), { title: 'The question', state: 'running', isFromHere: true })
    expect(titles()).toEqual(['Mine'])
  })

  test('an end that was seen is told to the server before the list is read again', async () => {
    await open(thread('a', { state: 'running' }))
    list.touch(id('a'), { title: '', state: 'seen', isFromHere: true })
    expect(list.getState().threads).toMatchObject([{ state: 'seen' }])
    expect(server.last()).toMatchObject({ line: 'PATCH /api/threads/a', body: { seen: true } })
    await server.last().answer(thread('a', { updatedAt: 2_000 }))
    expect(server.last().line).toBe(first)
  })

  test('an end that nobody saw is only read', async () => {
    await open(thread('a', { state: 'running' }))
    list.touch(id('a'), { title: '', state: 'unseen', isFromHere: true })
    expect(server.lines()).toEqual([first, first])
  })

  test('a look at what was unseen is told, and a list that was read meanwhile is read anew', async () => {
    await open(thread('a', { state: 'unseen' }))
    waker.wake()
    const stale = server.last()
    list.markSeen(id('a'))
    expect(list.getState().threads).toMatchObject([{ state: 'seen' }])
    await server.last().answer(thread('a'))
    expect(stale.isCancelled()).toBe(true)
    await server.last().answer({ threads: [thread('a')] })
    expect(list.getState().threads).toMatchObject([{ state: 'seen' }])
  })
})

describe('searching', () => {
  test('waits for a pause in the writing, and asks for the last text only', async () => {
    await open()
    list.search('t')
    await advance(100)
    list.search(' to ')
    await advance(100)
    list.search('tow')
    expect(list.getState().search).toEqual({ text: 'tow', searching: true, found: [] })
    await advance(200)
    expect(server.lines()).toEqual([first, `${first}&query=tow`])
    await server.last().answer({ threads: [thread('tower')] })
    expect(list.getState().search).toEqual({ text: 'tow', searching: false, found: [thread('tower')] })
  })

  test('an older answer never wins: its request is cancelled, and what it found is not shown', async () => {
    await open()
    list.search('old')
    await advance(200)
    const old = server.last()
    list.search('new')
    expect(old.isCancelled()).toBe(true)
    await advance(200)
    await server.last().answer({ threads: [thread('new')] })
    await old.answer({ threads: [thread('old')] })
    expect(found()).toEqual(['About new'])
  })

  test('what was found stays while the next is asked', async () => {
    await open()
    list.search('a')
    await advance(200)
    await server.last().answer({ threads: [thread('a')] })
    list.search('ab')
    expect(list.getState().search).toEqual({ text: 'ab', searching: true, found: [thread('a')] })
  })

  test('a blank ends it, whatever is still on its way', async () => {
    await open(thread('a'))
    list.search('a')
    await advance(200)
    list.search('  ')
    expect(list.getState()).not.toHaveProperty('search')
    expect(server.last().isCancelled()).toBe(true)
    expect(clock.pending).toEqual([14_800])
  })

  test('that fails says so; another text takes that away', async () => {
    await open()
    list.search('a')
    await advance(200)
    await server.last().breakOff()
    expect(list.getState()).toMatchObject({
      search: { searching: false },
      failure: { what: 'search', message: 'The search failed.' },
    })
    list.tryAgain()
    expect(list.getState()).toMatchObject({ search: { searching: true } })
    await server.last().breakOff()
    list.search('ab')
    expect(list.getState()).not.toHaveProperty('failure')
  })
})

describe('renaming', () => {
  test('shows the new title at once, also over a list that was read before', async () => {
    await open(thread('a'))
    waker.wake()
    const stale = server.last()
    list.rename(id('a'), 'Mine')
    await settle()
    expect(titles()).toEqual(['Mine'])
    const patch = server.last()
    expect(patch).toMatchObject({ line: 'PATCH /api/threads/a', body: { title: 'Mine' } })
    await stale.answer({ threads: [thread('a')] })
    expect(titles()).toEqual(['Mine'])
    await patch.answer(thread('a', { title: 'Mine' }))
    expect(titles()).toEqual(['Mine'])
  })

  test('that is refused takes the title back and says why', async () => {
    await open(thread('a'))
    list.rename(id('a'), 'x'.repeat(201))
    await settle()
    await server.last().answer({ code: 'bad-request', detail: 'title must be at most 200 characters.' }, 400)
    expect(titles()).toEqual(['About a'])
    expect(list.getState().failure).toEqual({
      what: 'rename',
      message: 'The chat could not be renamed: title must be at most 200 characters.',
    })
  })

  test('that was lost is done again when asked', async () => {
    await open(thread('a'))
    list.rename(id('a'), 'Mine')
    await settle()
    await server.last().breakOff()
    expect(titles()).toEqual(['About a'])
    list.tryAgain()
    await settle()
    await server.last().answer(thread('a', { title: 'Mine' }))
    expect(titles()).toEqual(['Mine'])
    expect(list.getState()).not.toHaveProperty('failure')
  })

  test('twice ends with the second title, in which order ever the line is', async () => {
    await open(thread('a'))
    list.rename(id('a'), 'One')
    await settle()
    list.rename(id('a'), 'Two')
    await settle()
    expect(server.lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(1)
    await server.last().answer(thread('a', { title: 'One' }))
    expect(titles()).toEqual(['Two'])
    expect(server.last().body).toEqual({ title: 'Two' })
    await server.last().answer(thread('a', { title: 'Two' }))
    expect(titles()).toEqual(['Two'])
  })
})

describe('deleting', () => {
  test('takes the row away at once and can be taken back for 8 s', async () => {
    await open(thread('a'), thread('b'))
    list.remove(id('a'))
    expect(titles()).toEqual(['About b'])
    expect(list.getState().deleted).toEqual({ threadId: 'a', title: 'About a' })
    await server.last().answer(null, 204)
    await advance(7_999)
    expect(list.getState()).toHaveProperty('deleted')
    await advance(1)
    expect(list.getState()).not.toHaveProperty('deleted')
    expect(await list.undo()).toBeUndefined()
    expect(server.lines()).toEqual([first, 'DELETE /api/threads/a'])
  })

  test('a list that was read before does not bring it back', async () => {
    await open(thread('a'))
    waker.wake()
    list.remove(id('a'))
    await server.asked[1]?.answer({ threads: [thread('a')] })
    expect(titles()).toEqual([])
  })

  test('taken back, it is in its place again at once, and the server hears after it has deleted it', async () => {
    await open(thread('a'), thread('b', { updatedAt: 900 }))
    list.remove(id('a'))
    const deletion = server.last()
    const back = list.undo()
    expect(titles()).toEqual(['About a', 'About b'])
    expect(list.getState()).not.toHaveProperty('deleted')
    await settle()
    expect(server.last()).toBe(deletion)
    await deletion.answer(null, 204)
    expect(server.last().line).toBe('POST /api/threads/a/restore')
    await server.last().answer(thread('a'))
    expect(await back).toBe('a')
    expect(titles()).toEqual(['About a', 'About b'])
  })

  test('what cannot be taken back any more is gone, and that is said', async () => {
    await open(thread('a'))
    list.remove(id('a'))
    await server.last().answer(null, 204)
    const back = list.undo()
    await settle()
    await server.last().answer({ code: 'not-found' }, 404)
    expect(await back).toBeUndefined()
    expect(titles()).toEqual([])
    expect(list.getState().failure).toMatchObject({ what: 'restore', message: 'This chat does not exist or was deleted.' })
  })

  test('that does not succeed brings the row back and says so', async () => {
    await open(thread('a'))
    list.remove(id('a'))
    await server.last().breakOff()
    expect(titles()).toEqual(['About a'])
    const message = 'The chat could not be deleted. The server could not be reached. Try again in a moment.'
    expect(list.getState()).toMatchObject({ failure: { what: 'delete', message } })
    expect(list.getState()).not.toHaveProperty('deleted')
    list.tryAgain()
    expect(titles()).toEqual([])
    await server.last().answer(null, 204)
    expect(list.getState()).not.toHaveProperty('failure')
  })

  test('what another tab has deleted already is deleted', async () => {
    await open(thread('a'))
    list.remove(id('a'))
    await server.last().answer({ code: 'not-found' }, 404)
    expect(titles()).toEqual([])
    expect(list.getState()).not.toHaveProperty('failure')
  })

  test('of two, the last is taken back first', async () => {
    await open(thread('a'), thread('b'))
    list.remove(id('a'))
    list.remove(id('b'))
    expect(list.getState().deleted).toMatchObject({ threadId: 'b' })
    void list.undo()
    expect(list.getState().deleted).toMatchObject({ threadId: 'a' })
    expect(titles()).toEqual(['About b'])
  })
})
