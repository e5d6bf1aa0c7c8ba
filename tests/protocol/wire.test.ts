import { EventSchemas as OldEvents } from 'ag-ui-client-0'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NumberedEvent, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { toWire } from '@/lib/protocol/wire'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'
import { strictEvent } from '@/tests/support/strict-schema'

const toJson = (event: NumberedEvent): string => JSON.stringify(event)
const finished = (outcome: Extract<NumberedEvent, { type: 'RUN_FINISHED' }>['outcome']): NumberedEvent[] =>
  number([
    {
      type: 'RUN_FINISHED',
      threadId: 't' as ThreadId,
      runId: 'r' as RunId,
      outcome,
      usage: [],
      result: { toolsUsed: [] },
    },
  ])

describe('what a client is sent', () => {
  test('is what the protocol declares, and nothing else', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        for (const event of events) {
          const { seq: _id, ...said } = event
          const sent: unknown = JSON.parse(toWire(toJson(event)))
          expect(sent).toEqual(JSON.parse(JSON.stringify(said)))
          strictEvent().parse(sent)
        }
      }),
      { numRuns: 30 },
    )
  })

  test.each(FIXTURES)('of the saved run %s, which has numbers in its events, the same', (name) => {
    for (const event of readFixture(name)) strictEvent().parse(JSON.parse(toWire(toJson(event))))
  })

  test('keeps what looks like a number of ours and is a part of a text', () => {
    const tricky = number([
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c' as ToolCallId, delta: '{"a":{},"seq":3,"timestamp":4}' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c' as ToolCallId, delta: ',"seq":1,"timestamp":2}' },
    ])
    for (const event of tricky) {
      const { seq: _id, ...said } = event
      expect(JSON.parse(toWire(toJson(event)))).toEqual(said)
    }
  })
})

describe('what a client of 0.x is sent', () => {
  test('is what 0.x knows', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        for (const event of events) OldEvents.parse(JSON.parse(toWire(toJson(event), '0.x')))
      }),
      { numRuns: 30 },
    )
  })

  test('of a run that was stopped, an ending without an outcome, which says so where 0.x leaves room', () => {
    const [event] = finished({ type: 'cancelled' })
    if (!event) throw new Error('There is one event.')
    expect(JSON.parse(toWire(toJson(event), '0.x'))).toEqual({
      type: 'RUN_FINISHED',
      threadId: 't',
      runId: 'r',
      usage: [],
      result: { toolsUsed: [] },
      timestamp: event.timestamp,
      metadata: { outcome: 'cancelled' },
    })
  })
})
