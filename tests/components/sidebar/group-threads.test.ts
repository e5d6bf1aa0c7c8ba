import { expect, test } from 'vitest'
import { groupThreads } from '@/components/sidebar/thread-list'
import type { ThreadId } from '@/lib/protocol/event'

/** Noon on a day of March 2026, here. */
const noon = (month: number, day: number, hour = 12, year = 2026) => new Date(year, month - 1, day, hour).getTime()
const now = noon(3, 10)

test.each([
  ['the first moment of today', noon(3, 10, 0), 'Today'],
  ['a moment from a clock that is ahead', now + 60_000, 'Today'],
  ['the last moment of yesterday', noon(3, 10, 0) - 1, 'Yesterday'],
  ['the first moment of yesterday', noon(3, 9, 0), 'Yesterday'],
  ['the day before', noon(3, 9, 0) - 1, 'Previous 7 days'],
  ['seven days ago', noon(3, 3, 0), 'Previous 7 days'],
  ['longer ago in this month', noon(3, 3, 0) - 1, 'March'],
  ['the month before', noon(2, 20), 'February'],
  ['last year', noon(12, 24, 12, 2025), 'December 2025'],
])('%s', (_name, updatedAt, label) => {
  const thread = { threadId: 'a' as ThreadId, title: 'A', updatedAt, state: 'seen' as const }
  expect(groupThreads([thread], now)).toEqual([{ label, threads: [thread] }])
})

test('each group is there once, in the order of the list', () => {
  const at = [now, now - 1, noon(3, 9), noon(2, 20), noon(2, 19)]
  const threads = at.map((updatedAt, index) => ({
    threadId: `t${index}` as ThreadId,
    title: '',
    updatedAt,
    state: 'seen' as const,
  }))
  expect(groupThreads(threads, now).map(({ label, threads: { length } }) => [label, length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
    ['February', 2],
  ])
})
