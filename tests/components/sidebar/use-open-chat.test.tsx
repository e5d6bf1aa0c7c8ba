// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useOpenChat } from '@/components/sidebar/use-open-chat'
import { createThreadList } from '@/lib/client/threads/create-thread-list'
import { otherWindows } from '@/lib/client/threads/other-windows'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { chatWith, runIn, threadId } from '@/tests/components/chat/chat-fixture'
import { createOpenChat } from '@/tests/components/chat/open-chat'
import { createAskedFetch, settle } from '@/tests/support/asked-fetch'

const list = 'GET /api/threads?limit=50'
const patch = `PATCH /api/threads/${threadId}`
const live = { runId: 'run-1' as RunId, messageId: 'question-1' as MessageId }
const done = chatWith(runIn({ name: 'done' }))
/** The same, as the server has it. */
const stored = chatWith(runIn({ name: 'done' }), { restored: { [live.runId]: 9 } })
const row = (state: ThreadSummary['state'], title = 'Here'): ThreadSummary => ({ threadId, title, updatedAt: 1, state })

let server: ReturnType<typeof createAskedFetch>
let leave: () => void
/** What the other windows are told. */
let told: string[]
const onTitle = vi.fn()
const onChangedElsewhere = vi.fn()
const onForgotten = vi.fn()
const look = (visible: boolean) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden')
  document.dispatchEvent(new Event('visibilitychange'))
}
const open = () => {
  const chat = createOpenChat()
  const threads = createThreadList({
    fetch: server.fetch,
    onWake: () => () => undefined,
    schedule: () => () => undefined,
    windows: { notify: ({ what }) => void told.push(what), onChange: otherWindows.onChange },
  })
  const hook = renderHook(() => useOpenChat(threads, chat, { onTitle, onChangedElsewhere, onForgotten }))
  leave = hook.unmount
  return chat
}

beforeEach(() => {
  server = createAskedFetch()
  told = []
  look(true)
})
afterEach(() => {
  leave()
  cleanup()
  vi.restoreAllMocks()
  onTitle.mockClear()
  onForgotten.mockClear()
})

test('a run that the server has and does not list for this browser cannot be found again, which is said', async () => {
  const chat = open()
  await server.last().answer({ threads: [] })
  chat.setState(chatWith(runIn({ name: 'working' }), { live }))
  await server.last().answer({ threads: [] })
  await vi.waitFor(() => expect(onForgotten).toHaveBeenCalledExactlyOnceWith(threadId))
})

test('a chat that is gone from a list of others was deleted elsewhere, and the browser is not blamed', async () => {
  const chat = open()
  const other = { ...row('seen'), threadId: 'other' as ThreadId }
  await server.last().answer({ threads: [row('seen'), other] })
  chat.setState(chatWith(runIn({ name: 'working' }), { live }))
  await server.last().answer({ threads: [other] })
  await new Promise((resolve) => setTimeout(resolve))
  expect(onForgotten).not.toHaveBeenCalled()
})

describe('a run on this screen', () => {
  test('is told though it was over before it could be seen to go', async () => {
    const chat = open()
    await server.last().answer({ threads: [] })
    chat.setState(done)
    expect(server.lines()).toContain(patch)
    const told = server.lines().length
    chat.setState({ ...done })
    expect(server.lines()).toHaveLength(told)
  })

  test('is told when the server has it, not with each word, and when it ends in sight', async () => {
    const chat = open()
    await server.last().answer({ threads: [] })
    chat.setState(chatWith(runIn({ name: 'connecting' }, { lastSeq: 0 }), { live }))
    expect(server.lines()).toEqual([list])
    chat.setState(chatWith(runIn({ name: 'working' }), { live }))
    chat.setState(chatWith(runIn({ name: 'working' }, { lastSeq: 7 }), { live }))
    expect(server.lines()).toEqual([list, list])
    await server.last().answer({ threads: [row('running')] })
    chat.setState(done)
    expect(server.last()).toMatchObject({ line: patch, body: { seen: true } })
    await server.last().answer(row('seen'))
    expect(server.lines()).toEqual([list, list, patch, list])
    await server.last().answer({ threads: [row('seen')] })
    chat.setState({ ...done })
    await settle()
    expect(server.asked).toHaveLength(4)
  })

  test('that ends out of sight is seen when the tab is shown again', async () => {
    const chat = open()
    await server.last().answer({ threads: [] })
    chat.setState(chatWith(runIn({ name: 'working' }), { live }))
    await server.last().answer({ threads: [row('running')] })
    look(false)
    chat.setState(done)
    await server.last().answer({ threads: [row('unseen')] })
    expect(server.lines()).not.toContain(patch)
    look(true)
    expect(server.last()).toMatchObject({ line: patch, body: { seen: true } })
  })
})

describe('a chat that is opened', () => {
  test('and was unseen is seen now', async () => {
    const chat = open()
    chat.setState(stored)
    await server.last().answer({ threads: [row('unseen')] })
    expect(server.lines()).toEqual([list, patch])
  })

  test('and was unseen is not read again for an ending that it has, and is for a newer one', async () => {
    const chat = open()
    const reconnect = vi.spyOn(chat, 'reconnect')
    const ended = (lastEventAt: number) => chatWith(runIn({ name: 'done' }, { lastEventAt }), { restored: { [live.runId]: 9 } })
    const unseen = { ...row('unseen'), updatedAt: 5000 }
    // The list is there before the turns.
    chat.setState(chatWith(undefined, { loading: true }))
    await server.last().answer({ threads: [unseen] })
    expect(reconnect).not.toHaveBeenCalled()
    chat.setState(ended(4000))
    expect(reconnect).toHaveBeenCalledTimes(1)
    leave()

    const asRead = open()
    const again = vi.spyOn(asRead, 'reconnect')
    asRead.setState(ended(5000))
    await server.last().answer({ threads: [unseen] })
    expect(server.last()).toMatchObject({ line: patch, body: { seen: true } })
    expect(again).not.toHaveBeenCalled()
  })

  test('and was seen is not told again', async () => {
    const chat = open()
    chat.setState(stored)
    await server.last().answer({ threads: [row('seen')] })
    expect(server.lines()).toEqual([list])
  })

  test('further down than the list was read may be unseen, and is told once', async () => {
    const chat = open()
    chat.setState(stored)
    await server.last().answer({ threads: [], next: '1-a' })
    await server.last().answer(row('seen'))
    chat.setState({ ...stored })
    expect(server.lines().filter((line) => line === patch)).toHaveLength(1)
  })

  test('that is still read, or has no question, is nothing to tell of', async () => {
    const chat = open()
    chat.setState(chatWith(undefined, { loading: true }))
    await server.last().answer({ threads: [] })
    chat.setState(chatWith(undefined))
    expect(server.lines()).toEqual([list])
  })
})

describe('the other windows', () => {
  const [atWork, over] = [runIn({ name: 'working' }), runIn({ name: 'done' })]
  const run = async (restored: Record<string, number>) => {
    const chat = open()
    await server.last().answer({ threads: [] })
    chat.setState(chatWith(atWork, { live, restored }))
    await server.last().answer({ threads: [row('running')] })
    chat.setState(chatWith(over, { restored }))
    await server.last().answer(row('seen'))
    await server.last().answer({ threads: [row('seen')] })
  }

  test('are told of a run from here: that it began, that it ended, and that this was seen', async () => {
    await run({})
    expect(told).toEqual(['changed', 'changed', 'changed'])
  })

  test('begin anew when one of them has deleted all chats, and say nothing of cookies', async () => {
    vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    await run({})
    const other = new BroadcastChannel('unfold-chats')
    other.postMessage({ what: 'all deleted' })
    await vi.waitFor(() => expect(location.assign).toHaveBeenCalledExactlyOnceWith('/'))
    other.close()
    expect(onForgotten).not.toHaveBeenCalled()
  })

  test('may delete the last chat, for which no cookie is blamed', async () => {
    await run({})
    const other = new BroadcastChannel('unfold-chats')
    other.postMessage({ threadId, what: 'deleted' })
    await vi.waitFor(() => expect(onChangedElsewhere).toHaveBeenCalledExactlyOnceWith(threadId, 'deleted'))
    await new Promise((resolve) => setTimeout(resolve))
    expect(onForgotten).not.toHaveBeenCalled()
    other.close()
  })

  test('are told nothing of one from elsewhere, or each would tell each of what all of them see', async () => {
    await run({ [live.runId]: 3 })
    expect(server.lines()).toContain(patch)
    expect(told).toEqual([])
  })
})

test('the title that the list has is told, once for each', async () => {
  const chat = open()
  chat.setState(stored)
  await server.last().answer({ threads: [row('seen', 'Renamed')] })
  chat.setState({ ...stored })
  expect(onTitle.mock.calls).toEqual([[threadId, 'Renamed']])
})

test('a title that the server has given the chat is shown in the list, and the other windows are told', async () => {
  const chat = open()
  await server.last().answer({ threads: [row('seen')] })
  chat.setState(done)
  const before = told.length
  chat.setState({ ...done, thread: { ...done.thread, title: 'A sum' } })
  await settle()
  expect(onTitle).toHaveBeenLastCalledWith(threadId, 'A sum')
  expect(told.slice(before)).toEqual(['changed'])
})
