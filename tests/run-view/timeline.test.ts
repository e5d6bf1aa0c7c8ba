import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { elapsedOf } from '@/lib/run-view/format-run'
import { toInheritedSteps, withInheritedSteps } from '@/lib/run-view/inherited-steps'
import { asStopped } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import { type Timeline, type TimelineRow, toCallSpans, toTimeline } from '@/lib/run-view/timeline'
import { arbitraryRun } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

const empty = emptyRun('run' as RunId, 'thread' as ThreadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty): RunView => events.reduce(reduceRun, from)

/** A run as far as it had come at one of its events, looked at a while after that. */
const arbitraryMoment = () =>
  fc.tuple(arbitraryRun(), fc.nat(), fc.nat({ max: 5000 })).map(([events, at, later]) => {
    const run = fold(events.slice(0, 1 + (at % events.length)))
    return { events, run, now: run.lastEventAt + later }
  })

const lengthOf = ({ from, to }: { from: number; to: number }): number => to - from

describe('laws', () => {
  test('the spans of a row follow one another without gaps and add up to it', () => {
    fc.assert(
      fc.property(arbitraryMoment(), ({ run, now }) => {
        for (const { from, to, spans } of toTimeline(run, now).rows) {
          expect(spans.map(lengthOf).reduce((a, b) => a + b, 0)).toBe(to - from)
          expect(spans.map((span) => span.from)).toEqual([from, ...spans.map((span) => span.to)].slice(0, spans.length))
          for (const span of spans) expect(lengthOf(span)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  test("every row lies within the run's clock; what is live ends exactly at now, and nothing else goes beyond it", () => {
    fc.assert(
      fc.property(arbitraryMoment(), ({ run, now }) => {
        const { rows, elapsed } = toTimeline(run, now)
        expect(elapsed).toBe(elapsedOf(run, now))
        for (const { from, to, live } of rows) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeLessThanOrEqual(elapsed)
          if (live) expect(to).toBe(elapsed)
        }
      }),
    )
  })

  test("thinking, calls and the answer lie within a model turn; turns and what is between them add up to the run's clock", () => {
    fc.assert(
      fc.property(arbitraryMoment(), ({ run, now }) => {
        const { rows, elapsed } = toTimeline(run, now)
        const turns = rows.filter(({ kind }) => kind === 'model')
        for (const row of rows) expect(turns.some(({ from, to }) => from <= row.from && row.to <= to)).toBe(true)
        const starts = [...turns.map(({ from }) => from), elapsed]
        const gaps = [0, ...turns.map(({ to }) => to)].map((end, place) => (starts[place] ?? 0) - end)
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(0)
        expect([...gaps, ...turns.map(lengthOf)].reduce((a, b) => a + b, 0)).toBe(elapsed)
      }),
    )
  })

  test('the bar of a call in its step is the row of the call', () => {
    fc.assert(
      fc.property(arbitraryMoment(), ({ run, now }) => {
        const { rows } = toTimeline(run, now)
        for (const call of callsOf(run)) {
          const { from, to, spans } = toCallSpans(call, now)
          const moved = spans.map((span) => ({ ...span, from: span.from - run.startedAt, to: span.to - run.startedAt }))
          expect(rows).toContainEqual(
            expect.objectContaining({ id: call.toolCallId, from: from - run.startedAt, to: to - run.startedAt, spans: moved }),
          )
        }
      }),
    )
  })

  test('rows never change their order, and a finished call keeps its place in time', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        let run = empty
        let before: TimelineRow[] = []
        for (const event of events) {
          run = reduceRun(run, event)
          const { rows } = toTimeline(run, run.lastEventAt)
          const known = new Set(before.map(({ id }) => id))
          const kept = new Set(rows.map(({ id }) => id))
          const ids = (list: TimelineRow[], wanted: Set<string>) => list.map(({ id }) => id).filter((id) => wanted.has(id))
          expect(ids(rows, known)).toEqual(ids(before, kept))
          for (const { id, kind, live, from, to } of before)
            if (!live && kind === 'call') expect(rows).toContainEqual(expect.objectContaining({ id, from, to }))
          before = rows
        }
      }),
      { numRuns: 40 },
    )
  })
})

/** "label phase:from-to phase:from-to", in the order of the rows. */
const outline = ({ rows }: Timeline): string[] =>
  rows.map(({ label, state, spans }) => [label, ...spans.map(({ phase }) => phase), state].join(' '))

describe('a run', () => {
  test('in order: each turn of the model, its call, the answer', () => {
    const run = fold(readFixture('sums-in-order'))
    expect(outline(toTimeline(run, 0))).toEqual([
      'Model waiting text waiting done',
      'add writing waiting running done',
      'Model 2 waiting text waiting done',
      'multiply writing waiting running done',
      'Model 3 waiting text waiting done',
      'subtract writing waiting running done',
      'Model 4 waiting text waiting done',
      'Answer text done',
    ])
  })

  test('at once: the calls of one turn, one row each', () => {
    const rows = outline(toTimeline(fold(readFixture('parallel')), 0))
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['Model', 'multiply', 'exponentiate', 'current_time', 'Model', 'Answer'])
  })

  test('thinks in a row of its own; notes have none', () => {
    const rows = outline(toTimeline(fold(readFixture('note-and-thinking')), 0))
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['Model', 'Thinking', 'multiply', 'Model', 'Answer'])
  })

  test('failed: the call that failed ends in red, and so does the turn in which the run did', () => {
    const failures = outline(toTimeline(fold(readFixture('tool-failure')), 0))
    expect(failures.filter((row) => row.endsWith('failed'))).toEqual([
      'divide writing waiting failed failed',
      'add writing failed failed',
    ])
    expect(outline(toTimeline(fold(readFixture('model-failure')), 0)).at(-2)).toMatch(/^Model \d .*failed failed$/)
  })

  test('stopped here first: nothing is live any more', () => {
    const events = readFixture('stopped')
    const run = fold(events.slice(0, 21))
    expect(toTimeline(run, run.lastEventAt).rows.some(({ live }) => live)).toBe(true)
    const stopped = asStopped(run, run.lastEventAt + 40)
    expect(toTimeline(stopped, stopped.lastEventAt + 9999).rows.filter(({ live }) => live)).toEqual([])
  })

  test('that started from another marks what it took over, without time', () => {
    const events = readFixture('sums-in-order')
    const parent = fold(events)
    const from = { runId: parent.runId, seq: parent.lastSeq, action: 'continue' as const }
    const inheritedSteps = toInheritedSteps(parent, from)
    const text = JSON.stringify(readFixture('note-and-thinking')).replaceAll('turn-2', 'turn-5').replaceAll('turn-1', 'turn-4')
    const own: NumberedEvent[] = JSON.parse(text)
    const later = own.map((event): NumberedEvent => {
      const moved = { ...event, timestamp: event.timestamp + 1_000_000_000 }
      return moved.type === 'RUN_STARTED' ? { ...moved, metadata: { ...moved.metadata, from } } : moved
    })
    const { rows } = toTimeline(fold(later, withInheritedSteps(empty, inheritedSteps)), 0)
    expect(rows.slice(0, 4).map(({ label, before, spans }) => [label, before, spans.length])).toEqual([
      ['add', true, 0],
      ['multiply', true, 0],
      ['subtract', true, 0],
      ['Model', false, 3],
    ])
  })

  test('of which nothing has been heard has no rows', () => {
    expect(toTimeline(emptyRun('r' as RunId, 't' as ThreadId, 1000), 1500)).toEqual({ elapsed: 500, rows: [] })
  })
})
