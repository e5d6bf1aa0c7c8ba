// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setOpen, useInspector } from '@/components/inspector/use-inspector'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { MessageId, RunId, ToolCallId } from '@/lib/protocol/event'
import { chatWith, doneCall, runIn, startedAt, stepsOf, threadId } from '@/tests/components/chat/chat-fixture'

const first = { ...runIn({ name: 'done' }), runId: 'run-1' as RunId, steps: stepsOf(doneCall('a')) }
const second = { ...runIn({ name: 'done' }), runId: 'run-2' as RunId, steps: stepsOf(doneCall('b')) }
const turnOf = (id: string, run: typeof first) => ({
  messageId: id as MessageId,
  question: id,
  askedAt: startedAt,
  versions: [run],
  chosen: 0,
})
const state = (more: Partial<ChatState> = {}): ChatState =>
  chatWith(undefined, {
    thread: { threadId, title: 'Two', earlier: 0, turns: [turnOf('q1', first), turnOf('q2', second)] },
    ...more,
  })
const use = () => renderHook((props: ChatState) => useInspector(props), { initialProps: state() })

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }))
  setOpen(false)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('closed at first, of the newest run, and as it was left on this device', () => {
  const { result } = use()
  expect([result.current.isOpen, result.current.run?.runId]).toEqual([false, 'run-2'])
  act(() => result.current.onToggle())
  expect([result.current.isOpen, result.current.takesFocus]).toEqual([true, true])
  expect(localStorage.getItem('run-details')).toBe('open')
  act(() => result.current.onToggle())
  expect(localStorage.getItem('run-details')).toBeNull()
})

test('where it would cover the page, its being open is not remembered', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  const { result } = use()
  act(() => result.current.onToggle())
  expect([result.current.isOpen, localStorage.getItem('run-details')]).toEqual([true, null])
})

test('a step of an older turn, chosen in the thread, is chosen in its own run', () => {
  const { result } = use()
  act(() => result.current.forThread.onStep('a' as ToolCallId))
  expect([result.current.run?.runId, result.current.rowId, result.current.forThread.rowId]).toEqual(['run-1', 'a', 'a'])
  act(() => result.current.forThread.onRun('run-1' as RunId))
  expect(result.current.rowId).toBe('a')
  act(() => result.current.forThread.onRun('run-2' as RunId))
  expect([result.current.run?.runId, result.current.rowId]).toEqual(['run-2', undefined])
})

test('a row chosen in the details is the chosen one of the thread', () => {
  const { result } = use()
  act(() => result.current.onRow('b'))
  expect(result.current.forThread.rowId).toBe('b')
})

test('all sources of a run open there', () => {
  const { result } = use()
  act(() => result.current.forThread.onShow('run-1' as RunId, 'sources'))
  expect([result.current.isOpen, result.current.tab, result.current.run?.runId]).toEqual([true, 'sources', 'run-1'])
})

test('a new run is looked at from its beginning', () => {
  const { result, rerender } = use()
  act(() => result.current.forThread.onStep('a'))
  rerender(state({ live: { runId: 'run-2' as RunId, messageId: 'q2' as MessageId } }))
  expect([result.current.run?.runId, result.current.rowId]).toEqual(['run-2', undefined])
})

test('a run that is played back is the one that is looked at, and stays so when that is over', () => {
  const { result, rerender } = renderHook(({ played }: { played?: RunId }) => useInspector(state(), played), {
    initialProps: {},
  })
  expect(result.current.run?.runId).toBe('run-2')
  rerender({ played: 'run-1' as RunId })
  expect(result.current.run?.runId).toBe('run-1')
  rerender({})
  expect(result.current.run?.runId).toBe('run-1')
})
