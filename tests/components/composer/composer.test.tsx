// @vitest-environment happy-dom
import { act, cleanup, createEvent, fireEvent, render, renderHook, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ComposerProps } from '@/components/composer/composer'
import { useSavedQueue } from '@/components/composer/queue'
import { closeDialog, useOpenedDialog } from '@/components/context/dialog-store'
import { findQueueKeys, readQueue, toFirstQuestionKey } from '@/lib/client/chat/local-draft'
import { effortChoice, modeChoice } from '@/lib/client/chat/run-choices'
import type { ThreadId } from '@/lib/protocol/event'
import { waiting } from '@/tests/components/chat/chat-fixture'
import { button, field, showComposer } from './show-composer'

const models = [{ id: 'demo', label: 'Demo model' }]

const show = (more: Partial<ComposerProps> = {}) => showComposer(threadId, { models, ...more })

const threadId = 'thread-1' as ThreadId

const Kept = ({ draftKey = threadId, texts }: { draftKey?: string; texts: string[] }) => {
  const [queued] = useState(() => waiting(...texts))
  useSavedQueue(draftKey, threadId, { thread: { threadId, title: '', earlier: 0, turns: [] }, queued })
  return null
}

/** What a touch screen says of itself; others are pointed at finely. */
const pointer = (coarse: boolean) =>
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: coarse && query === '(pointer: coarse)' }))

beforeEach(() => {
  localStorage.clear()
  pointer(false)
  // The server is away: nobody can tell whether what waited has arrived.
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('sending', () => {
  test('Enter sends the text and empties the field, which keeps the focus', async () => {
    const { onSend } = show()
    await userEvent.type(field(), '  What is 1 + 1?{Enter}')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('What is 1 + 1?')
    expect(field().value).toBe('')
    expect(document.activeElement).toBe(field())
  })

  test('a far too long text stays out where the server keeps no files, until the next edit it is said', () => {
    show({ takesFiles: false })
    const paste = () =>
      new InputEvent('beforeinput', {
        inputType: 'insertFromPaste',
        data: 'x'.repeat(1_000_000),
        cancelable: true,
        bubbles: true,
      })
    let isLetIn = true
    act(() => {
      isLetIn = field().dispatchEvent(paste())
    })
    expect(isLetIn).toBe(false)
    expect(screen.getByText('This text was not added because it is too long (976.6 KB). The limit is 32 KB.')).toBeTruthy()
    act(() => {
      field().dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: 'a', bubbles: true }))
    })
    expect(screen.queryByText(/too long/)).toBeNull()
  })

  test('Shift+Enter makes a line', async () => {
    const { onSend } = show()
    await userEvent.type(field(), 'one{Shift>}{Enter}{/Shift}two')
    expect(onSend).not.toHaveBeenCalled()
    expect(field().value).toBe('one\ntwo')
  })

  test('an empty message is not sent, by key or button', async () => {
    const { onSend } = show()
    await userEvent.type(field(), '   {Enter}')
    expect(onSend).not.toHaveBeenCalled()
    expect(button('Send').disabled).toBe(true)
  })

  test('Enter that ends a composition does not send, in either way in which browsers report it', () => {
    const { onSend } = show()
    fireEvent.input(field(), { target: { value: 'にほん' } })
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true })
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 })
    expect(onSend).not.toHaveBeenCalled()
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 13 })
    expect(onSend).toHaveBeenCalledOnce()
  })

  test('on a touch screen Enter makes a line, the button sends, and nothing takes the focus by itself', async () => {
    pointer(true)
    const { onSend } = show()
    expect(document.activeElement).not.toBe(field())
    fireEvent.input(field(), { target: { value: 'Hello' } })
    const enter = createEvent.keyDown(field(), { key: 'Enter' })
    fireEvent(field(), enter)
    expect(enter.defaultPrevented).toBe(false)
    expect(onSend).not.toHaveBeenCalled()
    fireEvent.click(button('Send'))
    expect(onSend).toHaveBeenCalledExactlyOnceWith('Hello')
  })

  test('a message over 32 KiB of UTF-8 says so while it is written, and is not sent', () => {
    const { onSend } = show()
    fireEvent.input(field(), { target: { value: 'é'.repeat(16 * 1024 + 1) } })
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(field().getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'This message is too long (32.0 KB). The limit is 32 KB.',
    )
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(onSend).not.toHaveBeenCalled()
    fireEvent.input(field(), { target: { value: 'é'.repeat(16 * 1024) } })
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(onSend).toHaveBeenCalledOnce()
  })
})

test('↑ in an empty field edits the last question, and moves the caret in any other', async () => {
  const { onEditLast } = show({ onEditLast: vi.fn() })
  await userEvent.type(field(), '{ArrowUp}')
  expect(onEditLast).toHaveBeenCalledOnce()
  await userEvent.type(field(), '10 + 10{ArrowUp}')
  expect(onEditLast).toHaveBeenCalledOnce()
})

describe('while a run goes', () => {
  test('Stop stands in for Send, and Enter still hands the message over', async () => {
    const { onSend, onStop } = show({ running: true })
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull()
    await userEvent.type(field(), 'And then?{Enter}')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('And then?')
    await userEvent.click(button('Stop'))
    expect(onStop).toHaveBeenCalledOnce()
    expect(document.activeElement).toBe(field())
  })

  test('a run that is to end has not ended yet: the button says so and is not pressed twice, and Enter still queues', async () => {
    const { onSend, onStop } = show({ running: true, isStopping: true })
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull()
    // Not `disabled`, which would lose the focus.
    expect(button('Stopping…').disabled).toBe(false)
    expect(button('Stopping…').getAttribute('aria-disabled')).toBe('true')
    expect(button('Stopping…').hasAttribute('aria-keyshortcuts')).toBe(false)
    await userEvent.click(button('Stopping…'))
    expect(onStop).not.toHaveBeenCalled()
    await userEvent.type(field(), 'And then?{Enter}')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('And then?')
  })

  test('presses that follow the one on Send at once do not stop what it began, and a later one does', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { onSend, onStop, rerender } = show()
    fireEvent.input(field(), { target: { value: 'Hello' } })
    fireEvent.click(button('Send'), { detail: 1 })
    rerender({ running: true })
    expect(button('Stop').getAttribute('aria-disabled')).toBe('true')
    for (const detail of [1, 2, 1]) fireEvent.click(button('Stop'), { detail })
    expect(onSend).toHaveBeenCalledOnce()
    expect(onStop).not.toHaveBeenCalled()
    act(() => void vi.advanceTimersByTime(800))
    expect(button('Stop').hasAttribute('aria-disabled')).toBe(false)
    fireEvent.click(button('Stop'), { detail: 1 })
    expect(onStop).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })

  test('presses that follow the one on Stop at once do not send what came back into the field', () => {
    const { onSend, rerender } = show({ running: true })
    fireEvent.click(button('Stop'), { detail: 1 })
    rerender({ running: false, returned: { text: 'And then?' } })
    fireEvent.click(button('Send'), { detail: 1 })
    expect(field().value).toBe('And then?')
    expect(onSend).not.toHaveBeenCalled()
  })

  test('Enter and Stop right after each other are two wishes', async () => {
    const { onStop, rerender } = show()
    await userEvent.type(field(), 'Hello{Enter}')
    rerender({ running: true })
    fireEvent.click(button('Stop'), { detail: 1 })
    expect(onStop).toHaveBeenCalledOnce()
  })

  test('queued messages are shown one by one, and removing one gives its text back', async () => {
    const { onUnqueue } = show({ running: true, queued: waiting('And then?', 'And after that?') })
    expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
      'Will send when this finishes And then?',
      'Then And after that?',
    ])
    await userEvent.click(screen.getAllByRole('button', { name: 'Remove queued message' })[1] ?? document.body)
    expect(onUnqueue).toHaveBeenCalledExactlyOnceWith('queued-2')
    expect(field().value).toBe('And after that?')
  })

  test('without a network a queued message waits for that', () => {
    show({ queued: waiting('And then?'), isOffline: true })
    expect(screen.getByText('Will send when you are back online')).toBeTruthy()
  })
})

test('what the server cannot keep now waits for that', () => {
  show({ queued: waiting('And then?'), isHeld: true })
  expect(screen.getByText('Will send when it can be saved')).toBeTruthy()
})

describe('what waited when the page was lost', () => {
  test('comes back into the composer, before the draft, and only once', async () => {
    render(<Kept texts={['And then?', 'And after that?']} />).unmount()
    localStorage.setItem('draft:thread-1', 'Half a thought')
    const reopened = show()
    render(<Kept texts={[]} />)
    await vi.waitFor(() => expect(field().value).toBe('And then?\n\nAnd after that?\n\nHalf a thought'))
    fireEvent.input(field(), { target: { value: '' } })
    reopened.unmount()
    show()
    expect(field().value).toBe('')
  })

  test('is not doubled where it waits still', () => {
    render(<Kept texts={['And then?']} />)
    show({ queued: waiting('And then?') })
    expect(field().value).toBe('')
  })

  test('is left to the window that is about to send it, until that is gone', async () => {
    let held: Promise<unknown> = Promise.resolve()
    const request = vi.fn(async (_name: string, { mode }: LockOptions, act: () => unknown): Promise<void> => {
      if (mode === 'shared') held = Promise.resolve(act())
      await held
      if (mode !== 'shared') act()
    })
    vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: { request } } }))
    const first = render(<Kept texts={['And then?']} />)
    const second = show()
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2))
    expect(field().value).toBe('')
    expect(readQueue('thread-1')).toBeDefined()
    second.unmount()
    show()
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(3))
    first.unmount()
    await vi.waitFor(() => expect(field().value).toBe('And then?'))
  })

  test('comes back to the new chat from every window that had a first question, and from a chat with an address only there', async () => {
    const windows = ['thread-1', 'thread-2'].map((id) =>
      render(<Kept draftKey={toFirstQuestionKey(id as ThreadId)} texts={[`First of ${id}`]} />),
    )
    render(<Kept draftKey="thread-3" texts={['Elsewhere']} />).unmount()
    for (const window of windows) window.unmount()
    show({ draftKey: 'new' })
    await vi.waitFor(() => expect(field().value).toContain('First of thread-1'))
    await vi.waitFor(() => expect(field().value).toContain('First of thread-2'))
    expect(field().value).not.toContain('Elsewhere')
    expect(findQueueKeys('new')).toEqual([])
  })

  test('goes along when the chat gets its address', () => {
    const { rerender } = render(<Kept draftKey={toFirstQuestionKey(threadId)} texts={['And then?']} />)
    rerender(<Kept draftKey="thread-1" texts={[]} />)
    show({ draftKey: 'new' }).unmount()
    expect(findQueueKeys('new')).toEqual([])
    expect(readQueue('thread-1')?.messages.map(({ text }) => text)).toEqual(['And then?'])
  })
})

describe('the draft', () => {
  test('is kept for its thread and comes back', async () => {
    const first = show()
    await userEvent.type(field(), 'Half a thought')
    first.unmount()
    show({ draftKey: 'thread-2' }).unmount()
    show()
    expect(field().value).toBe('Half a thought')
  })

  test('of another thread is not shown', async () => {
    const first = show()
    await userEvent.type(field(), 'Half a thought')
    first.unmount()
    show({ draftKey: 'thread-2' })
    expect(field().value).toBe('')
  })

  test('is forgotten once it is sent', async () => {
    const first = show()
    await userEvent.type(field(), 'A thought{Enter}')
    first.unmount()
    show()
    expect(field().value).toBe('')
  })

  test('may be lost, and nothing else, where storage is blocked', async () => {
    const blocked = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked })
    const { onSend } = show()
    await userEvent.type(field(), 'A thought{Enter}')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('A thought')
  })
})

describe('a message that could not be sent', () => {
  test('comes back into the field, once', () => {
    const returned = { text: 'What is 1 + 1?' }
    const { rerender } = show({ returned })
    expect(field().value).toBe('What is 1 + 1?')
    fireEvent.input(field(), { target: { value: '' } })
    rerender({ returned, isFirst: false })
    expect(field().value).toBe('')
  })

  test('does not come back into the next field either', () => {
    const returned = { text: 'What is 1 + 1?' }
    const first = show({ returned })
    fireEvent.input(field(), { target: { value: '' } })
    first.unmount()
    show({ returned })
    expect(field().value).toBe('')
  })

  test('comes back in front of what was written since', () => {
    const { rerender } = show()
    fireEvent.input(field(), { target: { value: 'Also' } })
    rerender({ returned: { text: 'What is 1 + 1?' } })
    expect(field().value).toBe('What is 1 + 1?\n\nAlso')
  })
})

describe('the model', () => {
  test('is only named where there is one', () => {
    show()
    expect(screen.getByText('Demo model')).toBeTruthy()
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  test('is chosen from a list where there are more', async () => {
    const { onModel } = show({ models: [...models, { id: 'large', label: 'Large model' }] })
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Model' }), 'Large model')
    expect(onModel).toHaveBeenCalledExactlyOnceWith('large')
  })

  test('is told how long to think where it can be, which is kept on this device', async () => {
    const takesEffort = { id: 'demo', label: 'Demo model', takesEffort: true as const }
    show({ models: [takesEffort], modelId: takesEffort.id })
    const menu = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Thinking' })
    expect(menu.selectedOptions[0]?.textContent).toBe('Thinking: default')
    await userEvent.selectOptions(menu, 'Thinking: high')
    expect(effortChoice.read()).toBe('high')
    expect(localStorage.getItem('effort')).toBe('high')
    await userEvent.selectOptions(menu, 'Thinking: default')
    expect(effortChoice.read()).toBeUndefined()
    expect(localStorage.getItem('effort')).toBeNull()
  })

  test('is asked to be thorough where it can be, which is kept on this device', async () => {
    const able = { id: 'large', label: 'Large model', takesThorough: true as const }
    show({ models: [able], modelId: able.id })
    const toggle = screen.getByRole('button', { name: 'Thorough', pressed: false })
    expect(toggle.title).toBe('Plans first, searches more, takes minutes')
    await userEvent.click(toggle)
    expect(toggle.getAttribute('aria-pressed')).toBe('true')
    expect(modeChoice.read()).toBe('thorough')
    expect(localStorage.getItem('mode')).toBe('thorough')
    await userEvent.click(toggle)
    expect(modeChoice.read()).toBeUndefined()
  })

  test('of rules cannot be, and says what it takes', async () => {
    show()
    const toggle = screen.getByRole('button', { name: 'Thorough', pressed: false })
    expect(toggle.title).toBe('Needs a real model')
    expect(toggle.getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(toggle)
    expect(modeChoice.read()).toBeUndefined()
  })

  test('of rules is the way to a real one, where a visitor may bring one', async () => {
    show({ canBringOwn: true })
    await userEvent.click(screen.getByRole('button', { name: 'Demo model, change' }))
    const opened = renderHook(useOpenedDialog).result.current
    expect(opened?.name).toBe('own-model')
    if (opened) closeDialog(opened)
  })

  test('of rules is a name alone where nobody may bring one, and beside another it is chosen from a list', () => {
    const { unmount } = show()
    expect(screen.queryByRole('button', { name: /^Demo model/ })).toBeNull()
    unmount()
    show({ canBringOwn: true, models: [...models, { id: 'large', label: 'Large model' }] })
    expect(screen.getByRole('combobox', { name: 'Model' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Demo model/ })).toBeNull()
  })

  test('that has no time for it is not asked', () => {
    show({ models: [{ id: 'large', label: 'Large model' }], modelId: 'large' })
    expect(screen.queryByRole('button', { name: 'Thorough' })).toBeNull()
  })
})
