// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RunBadge } from '@/components/chat/thread-header'
import type { RunState } from '@/lib/run-view/state'
import { failed, runIn, startedAt } from './chat-fixture'

beforeEach(() => {
  vi.useFakeTimers({ now: startedAt + 2900 })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const pill = (state: RunState, line: 'open' | 'reconnecting' = 'open', isStopping = false) => (
  <RunBadge run={runIn(state, { lastEventAt: startedAt + 6800 })} connection={line} isStopping={isStopping} skewMs={0} />
)

test.each([
  ['Connecting', { name: 'connecting' }],
  ['Working2.9 s', { name: 'working' }],
  ['Answering2.9 s', { name: 'answering' }],
  ['Stopped on an error', failed()],
  ['Interrupted', { name: 'interrupted', message: 'The server restarted.' }],
] satisfies [string, RunState][])('%s', (words, state) => {
  const { container } = render(pill(state))
  expect(container.textContent).toBe(words)
})

test('a run that is to end says so, and has not stopped before it did', () => {
  const { container, rerender } = render(pill({ name: 'answering' }, 'open', true))
  expect(container.textContent).toBe('Stopping…2.9 s')
  rerender(pill({ name: 'stopped' }))
  expect(container.textContent).toBe('Stopped')
})

test('a lost line shows no clock, since what the run does is not known', () => {
  const { container } = render(pill({ name: 'working' }, 'reconnecting'))
  expect(container.textContent).toBe('Reconnecting')
})

test.each([
  ['Done', { name: 'done' }, 2000],
  ['Stopped', { name: 'stopped' }, 4000],
] satisfies [string, RunState, number][])('%s is shown for a while and goes', (words, state, ms) => {
  const { rerender } = render(pill({ name: 'working' }))
  rerender(pill(state))
  act(() => vi.advanceTimersByTime(ms - 1))
  expect(screen.getByText(words)).toBeTruthy()
  act(() => vi.advanceTimersByTime(1))
  expect(screen.queryByText(words)).toBeNull()
})

test('a run that had ended before it was seen has no pill', () => {
  const { container } = render(pill({ name: 'done' }))
  expect(container.textContent).toBe('')
})

test('an error stays, also after a reload', () => {
  render(pill(failed()))
  act(() => vi.advanceTimersByTime(60_000))
  expect(screen.getByText('Stopped on an error')).toBeTruthy()
})
