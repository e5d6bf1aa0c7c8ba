// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, renderHook, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Profiler } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useCommands } from '@/components/context/command-registry'
import { closeDialog, useOpenedDialog } from '@/components/context/dialog-store'
import { Conversations } from '@/components/sidebar/conversations'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { chatWith, runIn, threadId } from '@/tests/components/chat/chat-fixture'
import { createOpenChat } from '@/tests/components/chat/open-chat'
import { createAskedFetch } from '@/tests/support/asked-fetch'

const DAY = 24 * 60 * 60 * 1000
const thread = (name: string, more: Partial<ThreadSummary> = {}): ThreadSummary => ({
  threadId: name as ThreadId,
  title: `About ${name}`,
  updatedAt: Date.now(),
  state: 'seen',
  ...more,
})

let server: ReturnType<typeof createAskedFetch>
/** What waits for the end of the list. */
let nearEnd: (() => void) | undefined
const intents = {
  onTitle: vi.fn(),
  onNews: vi.fn(),
  onDeleted: vi.fn(),
  onChangedElsewhere: vi.fn(),
  onForgotten: vi.fn(),
  onClose: vi.fn(),
  onShow: vi.fn(),
}

beforeEach(() => {
  server = createAskedFetch()
  vi.stubGlobal('fetch', server.fetch)
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        nearEnd = () => callback([{ isIntersecting: true }])
      }
      observe() {}
      disconnect() {
        nearEnd = undefined
      }
    },
  )
  history.replaceState(null, '', '/')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

const answer = (body: unknown, status?: number) => act(() => server.last().answer(body, status))
const show = async (...threads: ThreadSummary[]) => {
  const chat = createOpenChat()
  render(<Conversations chat={chat} {...intents} />)
  await answer({ threads })
  return chat
}
const row = (name: string | RegExp) => screen.getByRole('link', { name })
const titles = () => screen.getAllByRole('link').map((link) => link.textContent)
const choose = async (title: string, item: 'Rename' | 'Delete') => {
  await userEvent.click(screen.getByRole('button', { name: `Rename or delete ${title}` }))
  await userEvent.click(screen.getByRole('menuitem', { name: item }))
}

describe('the list', () => {
  test('is grouped by the days of this device, and each row leads to its chat', async () => {
    await show(thread('a'), thread('b', { updatedAt: Date.now() - 1 * DAY }), thread('c', { updatedAt: Date.now() - 400 * DAY }))
    expect(within(screen.getByRole('list', { name: 'Today' })).getByRole('link').textContent).toBe('About a')
    expect(within(screen.getByRole('list', { name: 'Yesterday' })).getByRole('link').textContent).toBe('About b')
    expect(row('About c').getAttribute('href')).toBe('/chat/c')
  })

  test('says of itself that it is read, that it is empty, and that it could not be read', async () => {
    const chat = createOpenChat()
    render(<Conversations chat={chat} {...intents} />)
    expect(screen.getByText('Loading your chats')).toBeTruthy()
    await act(() => server.last().breakOff())
    expect(screen.getByRole('alert').textContent).toContain('Your chats could not be loaded.')
    expect(screen.queryByText('Your chats will appear here.')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await answer({ threads: [] })
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByText('Your chats will appear here.')).toBeTruthy()
  })

  test('says in words what its dots say', async () => {
    const unseen = { state: 'unseen' } as const
    await show(
      thread('a', { state: 'running' }),
      thread('b', unseen),
      thread('c', { ...unseen, ending: 'failed' }),
      thread('d', { ...unseen, ending: 'stopped' }),
      thread('e'),
    )
    expect(titles()).toEqual(['About aRunning', 'About bNew answer', 'About cStopped on an error', 'About dStopped', 'About e'])
    expect(intents.onNews).toHaveBeenLastCalledWith(true)
  })

  test('marks the chat that is open, whose ending needs no dot', async () => {
    await show(thread(threadId, { title: 'Here', state: 'unseen' }), thread('b'))
    expect(row('Here').getAttribute('aria-current')).toBe('page')
    expect(intents.onNews.mock.calls).toEqual([[false]])
    expect(row('About b').hasAttribute('aria-current')).toBe(false)
  })

  test('opens a chat within the page, unless the browser is asked to', async () => {
    await show(thread('a'))
    expect(fireEvent.click(row('About a'), { ctrlKey: true })).toBe(true)
    expect(intents.onClose).not.toHaveBeenCalled()
    history.replaceState(null, '', '/')
    await userEvent.click(row('About a'))
    expect(location.pathname).toBe('/chat/a')
    expect(intents.onClose).toHaveBeenCalledOnce()
  })

  test('goes on with older chats as its end comes near', async () => {
    const chat = createOpenChat()
    render(<Conversations chat={chat} {...intents} />)
    await answer({ threads: [thread('a')], next: '1-a' })
    act(() => nearEnd?.())
    expect(screen.getByText('Loading older chats')).toBeTruthy()
    await answer({ threads: [thread('b', { updatedAt: 5 })], next: '5-b' })
    expect(titles()).toEqual(['About a', 'About b'])
    act(() => nearEnd?.())
    await act(() => server.last().breakOff())
    expect(nearEnd).toBeUndefined()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await answer({ threads: [thread('c', { updatedAt: 4 })] })
    expect(titles()).toEqual(['About a', 'About b', 'About c'])
    expect(nearEnd).toBeUndefined()
  })
})

test('the words of an answer draw nothing of it anew', async () => {
  const chat = createOpenChat()
  const onRender = vi.fn()
  render(
    <Profiler id="conversations" onRender={onRender}>
      <Conversations chat={chat} {...intents} />
    </Profiler>,
  )
  const live = { runId: 'run-1' as RunId, messageId: 'question-1' as MessageId }
  act(() => chat.setState(chatWith(runIn({ name: 'answering' }), { live })))
  await answer({ threads: [thread(threadId, { state: 'running' })] })
  const drawn = onRender.mock.calls.length
  for (let lastSeq = 2; lastSeq < 50; lastSeq += 1) {
    act(() => chat.setState(chatWith(runIn({ name: 'answering' }, { lastSeq }), { live })))
  }
  expect(onRender).toHaveBeenCalledTimes(drawn)
})

describe('a title', () => {
  test('is edited in place and saved by Enter; the focus stays with the row', async () => {
    await show(thread('a'), thread('b'))
    await choose('About a', 'Rename')
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Chat title' })
    expect(document.activeElement).toBe(field)
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(['About a', 0, 7])
    await userEvent.keyboard('Mine{Enter}')
    expect(server.last()).toMatchObject({ line: 'PATCH /api/threads/a', body: { title: 'Mine' } })
    await vi.waitFor(() => expect(document.activeElement).toBe(row('Mine')))
    await answer(thread('a', { title: 'Mine' }))
    expect(titles()).toEqual(['Mine', 'About b'])
  })

  test.each([
    ['Esc', 'Mine{Escape}'],
    ['nothing in it', '{Backspace}{Enter}'],
    ['the same in it', '{Enter}'],
  ])('stays as it was with %s', async (_name, keys) => {
    await show(thread('a'))
    await choose('About a', 'Rename')
    await userEvent.keyboard(keys)
    expect(titles()).toEqual(['About a'])
    expect(server.asked).toHaveLength(1)
  })

  test('is saved by going elsewhere', async () => {
    await show(thread('a'))
    await choose('About a', 'Rename')
    await userEvent.keyboard('Mine')
    await userEvent.click(screen.getByRole('searchbox'))
    expect(titles()).toEqual(['Mine'])
  })

  test('keeps its place and what was written while the list moves', async () => {
    const chat = await show(thread('a'), thread('b'))
    await choose('About b', 'Rename')
    await userEvent.keyboard('My b')
    act(() =>
      chat.setState(
        chatWith(runIn({ name: 'working' }), { live: { runId: 'run-1' as RunId, messageId: 'question-1' as MessageId } }),
      ),
    )
    await answer({
      threads: [thread(threadId, { title: 'Newer', state: 'running' }), thread('b', { title: 'Other' }), thread('a')],
    })
    expect(titles()).toEqual(['About a'])
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Chat title' }).value).toBe('My b')
    await userEvent.keyboard('{Escape}')
    expect(titles()).toEqual(['NewerRunning', 'Other', 'About a'])
  })

  test('that the server refuses comes back, with the reason', async () => {
    await show(thread('a'))
    await choose('About a', 'Rename')
    await userEvent.keyboard('Mine{Enter}')
    await answer({ code: 'bad-request', detail: 'title must not be blank.' }, 400)
    expect(titles()).toEqual(['About a'])
    expect(screen.getByRole('alert').textContent).toContain('The chat could not be renamed: title must not be blank.')
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('the menu of a row', () => {
  test('is reached and left by keys', async () => {
    await show(thread('a'))
    const button = screen.getByRole('button', { name: 'Rename or delete About a' })
    act(() => button.focus())
    await userEvent.keyboard('{Enter}')
    expect(button.getAttribute('aria-expanded')).toBe('true')
    expect(document.activeElement?.textContent).toBe('Rename')
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('Delete')
    await userEvent.keyboard('{ArrowDown}{ArrowUp}')
    expect(document.activeElement?.textContent).toBe('Delete')
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(button)
  })
})

describe('deleting', () => {
  test('takes the row away at once, says so, and can be taken back', async () => {
    await show(thread('a'), thread('b'))
    await choose('About a', 'Delete')
    expect(titles()).toEqual(['About b'])
    expect(intents.onDeleted).toHaveBeenCalledWith('a')
    expect(screen.getByText('Chat deleted.')).toBeTruthy()
    expect(document.activeElement?.textContent).toBe('Undo')
    await answer(null, 204)
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(titles()).toEqual(['About a', 'About b'])
    expect(screen.queryByText('Chat deleted.')).toBeNull()
    await answer(thread('a'))
    expect(location.pathname).toBe('/')
    await vi.waitFor(() => expect(document.activeElement).toBe(row('About a')))
  })

  test('the chat that is open and taking it back leads to it again', async () => {
    await show(thread(threadId, { title: 'Here' }))
    await choose('Here', 'Delete')
    await answer(null, 204)
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await answer(thread(threadId, { title: 'Here' }))
    expect(location.pathname).toBe(`/chat/${threadId}`)
  })

  test('taking it back does not lead away from what was begun meanwhile', async () => {
    await show(thread(threadId, { title: 'Here' }), thread('b'))
    await choose('Here', 'Delete')
    await answer(null, 204)
    await userEvent.click(row('About b'))
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await answer(thread(threadId, { title: 'Here' }))
    expect(location.pathname).toBe('/chat/b')
  })
})

describe('searching', () => {
  const found = async (text: string, ...threads: ThreadSummary[]) => {
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search chats' }), text)
    await vi.waitFor(() => expect(server.last().line).toContain(`query=${text}`))
    await answer({ threads })
  }

  test('shows what matches, best first, and says how many', async () => {
    await show(thread('a'), thread('b'), thread('c'))
    await found('tower', thread('c'), thread('a'))
    expect(
      within(screen.getByRole('list', { name: 'Search results' }))
        .getAllByRole('link')
        .map((each) => each.textContent),
    ).toEqual(['About c', 'About a'])
    expect(screen.getByText('2 chats found.')).toBeTruthy()
  })

  test('says when nothing matches; Esc goes back to the list', async () => {
    await show(thread('a'))
    await found('zebra')
    expect(screen.getByText('No chats match “zebra”.')).toBeTruthy()
    expect(screen.queryAllByRole('link')).toEqual([])
    await userEvent.keyboard('{Escape}')
    expect(titles()).toEqual(['About a'])
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('')
    expect(document.activeElement).toBe(screen.getByRole('searchbox'))
  })

  test('Esc in an empty field is left to the page', async () => {
    await show()
    act(() => screen.getByRole('searchbox').focus())
    expect(fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'Escape' })).toBe(true)
  })
})

describe('the command menu', () => {
  const offer = () => renderHook(() => useCommands()).result

  test('is offered nothing for a chat that is not in the list', async () => {
    const offered = offer()
    await show(thread('a'))
    expect([...offered.current.keys()]).toEqual([])
  })

  test('renames and deletes the one on screen', async () => {
    const offered = offer()
    await show(thread(threadId), thread('a'))
    expect([...offered.current.keys()]).toEqual(['rename', 'delete'])
    act(() => offered.current.get('rename')?.())
    expect(intents.onShow).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Chat title' })))
    await userEvent.keyboard('{Escape}')
    act(() => offered.current.get('delete')?.())
    expect(intents.onDeleted).toHaveBeenCalledExactlyOnceWith(threadId)
    expect(screen.getByText('Chat deleted.')).toBeTruthy()
  })

  test('opens by the button in the field as well', async () => {
    const opened = renderHook(() => useOpenedDialog()).result
    await show()
    await userEvent.click(screen.getByRole('button', { name: 'Search chats and commands' }))
    expect(opened.current?.name).toBe('menu')
    act(() => opened.current && closeDialog(opened.current))
  })
})
