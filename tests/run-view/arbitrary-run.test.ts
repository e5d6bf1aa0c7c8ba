import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NumberedEvent } from '@/lib/protocol/event'
import { RunOrder } from '@/lib/protocol/order'
import { arbitraryRun } from '@/tests/support/arbitrary-run'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'

/** What the laws are tested on has to keep the rules itself. */
const check = (events: NumberedEvent[]): void => {
  const order = new RunOrder()
  for (const [index, event] of events.entries()) {
    order.accept(event, event.timestamp)
    expect(event.seq).toBe(index + 1)
    expect(event.timestamp).toBeGreaterThanOrEqual(events[index - 1]?.timestamp ?? 0)
  }
  expect(order.ended).toBe(true)
}

test('any generated run keeps the rules L1 to L5', () => {
  fc.assert(fc.property(arbitraryRun(), check))
})

test.each(FIXTURES)('the recorded run %s keeps them too', (name) => check(readFixture(name)))
