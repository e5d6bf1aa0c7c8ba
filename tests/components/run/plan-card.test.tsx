// @vitest-environment happy-dom
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { preloadStepBody } from '@/components/run/call-step'
import { RunCard } from '@/components/run/run-card'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { readFixture } from '@/tests/support/fixtures'

beforeAll(preloadStepBody)
afterEach(cleanup)

const events = readFixture('thorough')
const upTo = (count: number) =>
  events.slice(0, count).reduce(reduceRun, emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0, { id: 'm', label: 'M' }))
const until = (isIt: (event: NumberedEvent) => boolean, from = 0) =>
  events.findIndex((event, index) => index >= from && isIt(event)) + 1
const tasks = () =>
  within(screen.getAllByRole('region', { name: 'Plan' })[0] as HTMLElement)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent)
const show = (count: number) => render(<RunCard run={upTo(count)} skewMs={0} />)
const steps = () => screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))

test('the plan is one list above the steps, seen as it is written, and has no rows of its own', () => {
  const named = until(({ type }) => type === 'TOOL_CALL_START')
  const { rerender } = show(named)
  expect(screen.queryByRole('region', { name: 'Plan' })).toBeNull()
  expect(steps()).toEqual(['Planning'])
  const seen = new Set<string>()
  const done = until(({ type }) => type === 'TOOL_CALL_RESULT')
  for (let count = named; count <= done; count += 1) {
    act(() => rerender(<RunCard run={upTo(count)} skewMs={0} />))
    if (screen.queryAllByRole('region', { name: 'Plan' }).length > 0) seen.add(tasks().join('\n'))
  }
  expect([...seen].length).toBeGreaterThan(8)
  expect(tasks()).toEqual(['In progress: How streams resume', 'To do: What WebSockets do instead', 'To do: Who uses which'])
  expect(steps()).toEqual(['0 of 3 · Thinking'])
})

test('it is ticked off and changed in place, and counts what was not dropped', () => {
  const { rerender } = show(until(({ type }) => type === 'TOOL_CALL_RESULT'))
  const [list] = screen.getAllByRole('region', { name: 'Plan' })
  const third = until(({ type }) => type === 'STEP_STARTED', until(({ type }) => type === 'STEP_STARTED', 10) + 1)
  const changed = until(({ type }) => type === 'TOOL_CALL_RESULT', third)
  act(() => rerender(<RunCard run={upTo(changed)} skewMs={0} />))
  expect(screen.getAllByRole('region', { name: 'Plan' })[0]).toBe(list)
  expect(tasks()).toEqual([
    'Done: How streams resume',
    'Done: What WebSockets do instead',
    'Skipped: Who uses which',
    'In progress: What proxies do',
  ])
  expect(list?.textContent).toContain('2 of 3 done')
})

test('at the end the line sums up, and the plan is there to be unfolded and printed', () => {
  const { container } = show(events.length)
  expect([...container.querySelectorAll('[data-slot=task]')].map((task) => task.getAttribute('data-state')).slice(0, 4)).toEqual([
    'done',
    'done',
    'dropped',
    'done',
  ])
  expect(steps()[0]).toMatch(/^3 steps, 3 of 3 done, 3 searches, /)
})
