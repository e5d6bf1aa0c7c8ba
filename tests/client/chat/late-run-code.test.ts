import { expect, test, vi } from 'vitest'
import { createChat } from '@/lib/client/chat/create-chat'
import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import type { StoredThread } from '@/lib/run-view/thread-view'

/** The server of a page that was opened just before the server went away, or the network did. */
let isCodeThere = false
vi.mock(import('@/lib/client/chat/lazy-run-code'), async (original) => {
  const { loadRunCode, ...others } = await original()
  const load = async () => {
    if (!isCodeThere) throw new AppError('internal', { message: 'Part of this page could not be loaded.' })
    return loadRunCode()
  }
  return { ...others, loadRunCode: load }
})

const threadId = 'th' as ThreadId
const thread: StoredThread = { threadId, title: 'Sums', earlier: 0, turns: [] }

const openChat = (isNew: boolean) => {
  isCodeThere = false
  const asked: string[] = []
  const fetch = async (url: string | URL | Request) => {
    asked.push(String(url))
    return Response.json(thread)
  }
  const due: (() => void)[] = []
  const schedule = (_ms: number, callback: () => void) => {
    due.push(callback)
    return () => undefined
  }
  const chat = createChat({ threadId, isNew, fetch, schedule, onFrame: setImmediate, onWake: () => () => undefined })
  const close = chat.subscribe(() => undefined)
  return { chat, asked, due, close }
}

test('a question that is asked before the code for runs is there waits as for the network, and is sent once it is there', async () => {
  const { chat, asked, due, close } = openChat(true)
  chat.send('What is 10 + 10?')
  await vi.waitFor(() => expect(chat.getState().connection).toMatchObject({ name: 'reconnecting', attempt: 1 }), 10_000)
  expect(chat.getState().thread.turns).toMatchObject([{ question: 'What is 10 + 10?' }])
  expect(asked).toEqual([])
  isCodeThere = true
  for (const callback of due.splice(0)) callback()
  await vi.waitFor(() => expect(asked).toEqual(['/api/runs']), 10_000)
  close()
})

test('a chat whose code could not be loaded says so, and is read when it is tried again', async () => {
  const { chat, close } = openChat(false)
  await vi.waitFor(() => expect(chat.getState().failure?.message).toBe('Part of this page could not be loaded.'), 10_000)
  isCodeThere = true
  chat.reconnect()
  await vi.waitFor(() => expect(chat.getState()).toMatchObject({ loading: false, thread: { title: 'Sums' } }), 10_000)
  expect(chat.getState()).not.toHaveProperty('failure')
  close()
})
