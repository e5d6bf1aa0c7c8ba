import { expect, test } from 'vitest'
import type { RunId } from '@/lib/protocol/event'
import { toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { toWire } from '@/lib/protocol/wire'
import { storedLog } from '@/lib/run-log/stored-log'
import { toSnapshot } from '@/lib/run-log/to-snapshot'
import { readFixture } from '@/tests/support/fixtures'

const stored = readFixture('sums-in-order').map((event) => ({ seq: event.seq, json: JSON.stringify(event) }))
const log = storedLog('run_sums' as RunId, stored)
const framesAfter = (after: number): string =>
  stored
    .slice(after)
    .map(({ seq, json }) => toSseFrame(seq, toWire(json)))
    .join('')

test.each([0, 1, stored.length - 1, stored.length])('what is there after %i, and nothing to wait for', (after) => {
  expect(toSnapshot(log, after)).toBe(`: unfold\n\n${framesAfter(after)}`)
})

test('a log that is not being kept says so before its events', () => {
  const degraded = { ...log, recording: 'degraded' as const }
  expect(toSnapshot(degraded, 3)).toBe(`: unfold\n\n${toSseStatus({ recording: 'degraded' })}${framesAfter(3)}`)
})
