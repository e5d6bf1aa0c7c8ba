import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunEvent, RunId, RunMetadata, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { redactRun, withoutAnswer } from '@/lib/run-view/redact'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun } from '@/lib/run-view/state'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

const fold = (events: NumberedEvent[]) => events.reduce(reduceRun, emptyRun('r' as RunId, 't' as ThreadId, 0))

/** All tools of the run are private. */
const asPrivate = (events: NumberedEvent[]): NumberedEvent[] =>
  events.map((event) =>
    event.type === 'TOOL_CALL_START' ? { ...event, metadata: { ...event.metadata, private: true as const } } : event,
  )

const secret = 'xyzzy-secret'
const privateCall: RunEvent[] = [
  {
    type: 'TOOL_CALL_START',
    toolCallId: 'a' as ToolCallId,
    toolCallName: 'mail',
    metadata: { icon: 'mail', noun: ['mail', 'mails'], effects: 'external', private: true },
  },
  { type: 'TOOL_CALL_ARGS', toolCallId: 'a' as ToolCallId, delta: `{"to":"${secret}"}` },
  { type: 'TOOL_CALL_END', toolCallId: 'a' as ToolCallId },
  {
    type: 'ACTIVITY_SNAPSHOT',
    messageId: 'act-a' as MessageId,
    activityType: 'tool-progress',
    content: { toolCallId: 'a' as ToolCallId, state: 'running', words: secret },
    replace: true,
  },
]
const result = (status: 'ok' | 'error'): RunEvent => ({
  type: 'TOOL_CALL_RESULT',
  messageId: 'result-a' as MessageId,
  toolCallId: 'a' as ToolCallId,
  role: 'tool',
  content: secret,
  metadata: {
    status,
    durationMs: 12,
    summary: secret,
    value: `"${secret}"`,
    sources: [{ n: 1, url: `https://example.com/${secret}`, title: secret, passage: secret }],
    error: { message: secret, detail: secret },
  },
})

test('a question’s files are named to others, and cannot be found by them', () => {
  const [start] = readFixture('sums-in-order')
  if (start?.type !== 'RUN_STARTED') throw new Error('A run starts so')
  const file = { id: secret, name: 'report.pdf', type: 'pdf', size: 2048, pages: 2, path: secret }
  const [shared] = redactRun([{ ...start, metadata: { ...start.metadata, files: [file] } }])
  expect(shared).toMatchObject({ metadata: { files: [{ name: 'report.pdf', type: 'pdf', size: 2048, pages: 2 }] } })
  expect(JSON.stringify(shared)).not.toContain(secret)
})

describe('what a private tool was given and gave back', () => {
  test('is not in the start of a run that gives it something else, or that was written with all it goes on from', () => {
    const [start] = readFixture('sums-in-order')
    if (start?.type !== 'RUN_STARTED') throw new Error('A run starts so')
    const from = { runId: 'r' as RunId, seq: 3, action: 'retry-call', toolCallId: 'a' as ToolCallId } as const
    const args = `{"to":"${secret}"}`
    const [shared] = [{ ...start, metadata: { ...start.metadata, from } }]
    for (const told of [{ from: { ...from, args } }, { ...from, from: { runId: from.runId, seq: from.seq }, args }]) {
      const metadata: object = { ...start.metadata, ...told, seed: { steps: [secret] } }
      expect(redactRun([{ ...start, metadata: metadata as RunMetadata }])).toEqual([shared])
    }
  })

  test.each(['ok', 'error'] as const)('is in no event of a call that ended with %s', (status) => {
    const events = redactRun(number([...privateCall, result(status)]))
    expect(JSON.stringify(events)).not.toContain(secret)
    expect(events.map(({ type }) => type)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_END', 'ACTIVITY_SNAPSHOT', 'TOOL_CALL_RESULT'])
  })

  test('is told as left out, and the call keeps its name, state and clock', () => {
    const [done] = callsOf(fold(redactRun(number([...privateCall, result('ok')]))))
    expect(done).toMatchObject({
      name: 'mail',
      state: 'done',
      argsText: '',
      result: { content: '', summary: 'Left out of this copy' },
    })
    const [failed] = callsOf(fold(redactRun(number([...privateCall, result('error')]))))
    expect(failed).toMatchObject({ state: 'failed', result: { error: { message: 'Left out of this copy.' } } })
  })

  test.each([
    ['a type', { type: 'HOLOGRAM', value: { message: secret } }],
    ['a name', { type: 'CUSTOM', name: 'unfold.unheard-of', value: { message: secret } }],
  ])('an event of %s that nobody decided about is left out', (_of, event) => {
    const events = number([...privateCall, result('ok')])
    const newer = { ...event, seq: 99, timestamp: 5 } as unknown as NumberedEvent
    expect(redactRun([...events, newer])).toEqual(redactRun(events))
  })

  test('law: what is not private stays as it is', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        expect(redactRun(events)).toEqual(events)
      }),
    )
  })

  test('law: rows, states and the answer are the same with or without it', () => {
    const shape = (events: NumberedEvent[]) => {
      const { state, steps, answer, startedAt, lastEventAt } = fold(events)
      const rows = steps.map((step) => (step.kind === 'calls' ? step.calls.map(({ name, state: at }) => [name, at]) : step))
      return { state, rows, answer, startedAt, lastEventAt }
    }
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        expect(shape(redactRun(asPrivate(events)))).toEqual(shape(events))
      }),
    )
  })
})

test('a run that another goes on from is there without its answer', () => {
  const events = readFixture('sums-in-order')
  const run = fold(withoutAnswer(events))
  expect(run.answer).toBeUndefined()
  expect(run.steps).toEqual(fold(events).steps)
  expect(JSON.stringify(withoutAnswer(events))).not.toContain('that leaves')
})
