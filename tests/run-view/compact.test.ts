import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { BranchPoint, MessageId, NumberedEvent, RunEvent, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { compact, compactRuns } from '@/lib/run-view/compact'
import { findInheritedSteps, foldRuns } from '@/lib/run-view/fold-runs'
import { toInheritedSteps } from '@/lib/run-view/inherited-steps'
import { redactRun, withoutAnswer } from '@/lib/run-view/redact'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { recordRuns } from '@/tests/support/recorded-runs'

const empty = emptyRun('run' as RunId, 'thread' as ThreadId, 0)
const fold = (events: readonly NumberedEvent[], from: RunView = empty): RunView => events.reduce(reduceRun, from)
const upTo = (events: readonly NumberedEvent[], seq: Seq): NumberedEvent[] => events.filter((event) => event.seq <= seq)

/** fold(compact(e)) = fold(e), whole and up to each event that is left. */
const expectLaw = (events: readonly NumberedEvent[], boundaries?: ReadonlySet<Seq>): void => {
  const compacted = compact(events, boundaries)
  let view = empty
  let raw = empty
  let from = 0
  for (const event of compacted) {
    view = reduceRun(view, event)
    for (; (events[from]?.seq ?? Number.POSITIVE_INFINITY) <= event.seq; from += 1)
      raw = reduceRun(raw, events[from] as NumberedEvent)
    expect(view).toEqual(raw)
  }
  expect(from).toBe(events.length)
  for (const seq of boundaries ?? []) expect(fold(upTo(compacted, seq))).toEqual(fold(upTo(events, seq)))
}

describe('the law: folded, compacted events are the events', () => {
  let recorded: NumberedEvent[][]
  beforeAll(async () => {
    recorded = await recordRuns(120)
  }, 60_000)

  test('of recorded runs, at every event that is left', () => {
    expect(new Set(recorded.flat().map(({ type }) => type)).size).toBeGreaterThanOrEqual(17)
    for (const events of recorded) expectLaw(events)
  })

  test('of any run, also at any points where other runs start', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.array(fc.nat()), (events, starts) =>
        expectLaw(events, new Set(starts.map((start) => (start % events.length) + 1))),
      ),
    )
  })

  test('of any events whatever, in an order that no log has, with empty pieces and ids that come back', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 40 }), (events) => expectLaw(number([...opened, ...events]))),
      { numRuns: 2000 },
    )
  })

  test('of what others may see of a run', () => {
    for (const events of recorded) {
      expectLaw(redactRun(events))
      expectLaw(redactRun(withoutAnswer(events)))
    }
  })

  test('of a run that goes on: what comes later is folded on top, and what is read twice is passed over', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), fc.nat(), (events, at, back) => {
        const seen = at % (events.length + 1)
        const again = back % (seen + 1)
        expect(fold(events.slice(again), fold(compact(events.slice(0, seen))))).toEqual(fold(events))
      }),
    )
  })

  test('twice is once', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        expect(compact(compact(events))).toEqual(compact(events))
      }),
    )
  })
})

test('versions of an answer start where they did, in the middle of a word too', () => {
  fc.assert(
    fc.property(
      arbitraryRun(),
      arbitraryRun(),
      fc.nat(),
      fc.constantFrom('continue', 'answer-now'),
      (events, later, at, action) => {
        const from: BranchPoint = { runId: 'first' as RunId, seq: (at % events.length) + 1, action }
        const runs = [stored('first', events), stored('second', later, from)]
        expect(foldRuns(compactRuns(runs), 'thread' as ThreadId, 0)).toEqual(foldRuns(runs, 'thread' as ThreadId, 0))
        expect(findInheritedSteps(compactRuns(runs), from)).toEqual(
          toInheritedSteps(fold(upTo(events, from.seq), emptyOf('first')), from),
        )
      },
    ),
  )
})

test('a long answer becomes its first token and the rest', () => {
  const messageId = 'm' as MessageId
  const events = number([
    { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind: 'answer' } },
    ...Array.from({ length: 1000 }, () => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: 'word ' }) as const),
    { type: 'TEXT_MESSAGE_END', messageId },
  ])
  const compacted = compact(events)
  expect(compacted).toHaveLength(4)
  expect(compacted[1]).toBe(events[1])
  expect(compacted[2]).toEqual({ ...events[1000], delta: 'word '.repeat(999) })
})

const model = { id: 'demo', label: 'Demo' }

const emptyOf = (runId: string) => emptyRun(runId as RunId, 'thread' as ThreadId, 0, model)

const stored = (runId: string, events: NumberedEvent[], from?: BranchPoint): StoredRun => ({
  runId: runId as RunId,
  model,
  events,
  ended: true,
  ...(from && { from }),
})

/** A text and a thought of one id, so that the pieces of both go somewhere. */
const opened: RunEvent[] = [
  { type: 'STEP_STARTED', stepName: 'turn-1' },
  { type: 'TEXT_MESSAGE_START', messageId: 'a' as MessageId, role: 'assistant', metadata: { kind: 'answer' } },
  { type: 'REASONING_START', messageId: 'a' as MessageId },
]

/** One event of the kinds between which pieces may stand, with few ids, so that they meet. */
const anyEvent = (): fc.Arbitrary<NumberedEvent> => {
  const messageId = fc.constantFrom('a', 'b')
  const toolCallId = fc.constantFrom('x', 'y')
  const delta = fc.constantFrom('', 'a', '\ud83d', '\ude00', '"\\')
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('TEXT_MESSAGE_CONTENT'), messageId, delta }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('REASONING_MESSAGE_CONTENT'), messageId, delta }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('TOOL_CALL_ARGS'), toolCallId, delta }) },
    fc.record({
      type: fc.constantFrom('TEXT_MESSAGE_END', 'REASONING_START', 'REASONING_MESSAGE_END', 'REASONING_END'),
      messageId,
    }),
    fc.record({
      type: fc.constant('TEXT_MESSAGE_START'),
      messageId,
      role: fc.constant('assistant'),
      metadata: fc.record({ kind: fc.constantFrom('answer', 'prose') }),
    }),
    fc.record({ type: fc.constantFrom('STEP_STARTED', 'STEP_FINISHED'), stepName: fc.constantFrom('turn-1', 'turn-2') }),
    fc.record({
      type: fc.constant('TOOL_CALL_START'),
      toolCallId,
      toolCallName: fc.constant('add'),
      metadata: fc.constant({ icon: 'sum', noun: ['sum', 'sums'], effects: 'none' }),
    }),
    fc.record({ type: fc.constant('TOOL_CALL_END'), toolCallId }),
    fc.record({
      type: fc.constant('CUSTOM'),
      name: fc.constant('unfold.notice'),
      value: fc.constantFrom(
        { code: 'waiting', message: 'Still waiting.' },
        { code: 'image-left-out', message: 'red.png was left out.' },
      ),
    }),
    fc.constant({ type: 'FROM_A_NEWER_SERVER', delta: 'a' }),
  ) as unknown as fc.Arbitrary<NumberedEvent>
}

test('only text is joined: patches, which have a delta too, stay as they are', () => {
  const patches = ['a', 'b', 'c'].map((value) => ({ type: 'STATE_DELTA', delta: [{ op: 'add', path: '/plan/-', value }] }))
  const events = number(patches as unknown as RunEvent[])
  expect(compact(events)).toEqual(events)
})
