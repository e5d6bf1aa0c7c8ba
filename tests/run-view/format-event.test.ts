import { expect, test } from 'vitest'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { filterOfRow, findRowEvents } from '@/lib/run-view/find-row-events'
import { formatEvent, formatOffset } from '@/lib/run-view/format-event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { toTimeline } from '@/lib/run-view/timeline'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'

test.each([
  [0, '0.00 s'],
  [840, '0.84 s'],
  [12_500, '12.50 s'],
  [64_200, '1 m 04.20 s'],
  [-5, '0.00 s'],
])('%i ms from the start is %s', (ms, text) => expect(formatOffset(ms)).toBe(text))

test.each(FIXTURES)('every event of %s is told on one line', (name) => {
  for (const event of readFixture(name)) expect(formatEvent(event)).not.toMatch(/[\r\n]/)
})

test('a call is told from its name to its result', () => {
  const words = readFixture('sums-in-order').map((event) => `${event.type} ${formatEvent(event)}`.trim())
  expect(words).toContain('TOOL_CALL_START add')
  expect(words).toContain('TOOL_CALL_RESULT ok, 20')
  expect(words.at(-1)).toBe('RUN_FINISHED success')
})

test.each(['"type":"HOLOGRAM"', '"type":"CUSTOM","name":"unfold.unheard-of","value":{"message":"m"}'])(
  'an event of a newer server has no words: %s',
  (of) => {
    expect(formatEvent(JSON.parse(`{${of},"seq":1,"timestamp":5}`))).toBe('')
  },
)

test.each(FIXTURES)('each row of %s has events, all of them are found by its filter, and no event has two rows', (name) => {
  const events = readFixture(name)
  const run = events.reduce(reduceRun, emptyRun('run' as RunId, 'thread' as ThreadId, 0))
  const seen = new Set<number>()
  for (const row of toTimeline(run, 0).rows) {
    const own = findRowEvents(events, row, run)
    expect(own.length).toBeGreaterThan(0)
    for (const event of own) {
      expect(seen.has(event.seq)).toBe(false)
      seen.add(event.seq)
      if (event.type !== 'CUSTOM') expect(JSON.stringify(event)).toContain(filterOfRow(row, run))
    }
  }
})
