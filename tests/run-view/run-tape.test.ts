import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { foldRuns } from '@/lib/run-view/fold-runs'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { RunTape, toStart } from '@/lib/run-view/run-tape'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'

const threadId = 'thread' as ThreadId
const asked = emptyRun('run' as RunId, threadId, 0, { id: 'demo', label: 'Demo model' })
const fold = (events: readonly NumberedEvent[], from: RunView = asked): RunView => events.reduce(reduceRun, from)
const until = (events: readonly NumberedEvent[], at: Ms) =>
  events.filter(({ timestamp }) => timestamp - (events[0]?.timestamp ?? 0) <= at)

describe('a run as it was at any moment', () => {
  test.each(FIXTURES)('%s: at its end it is the view that a live reader had', (name) => {
    const events = readFixture(name)
    const live = fold(events)
    const tape = new RunTape(toStart(live), events)
    expect(tape.viewAt(tape.duration)).toEqual(live)
    expect(tape.duration).toBe(live.lastEventAt - live.startedAt)
  })

  test('law: wherever it was looked at before, and in whatever order, it is what had been written by then', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.array(fc.nat({ max: 40_000 }), { maxLength: 12 }), (events, moments) => {
        const live = fold(events)
        const tape = new RunTape(toStart(live), events)
        for (const at of [...moments, tape.duration, 0]) expect(tape.viewAt(at)).toEqual(fold(until(events, at), toStart(live)))
        expect(tape.viewAt(tape.duration)).toEqual(live)
      }),
    )
  })

  test('law: so it is with a long run, of which only some views are kept', () => {
    const events = longAnswer(2_000)
    const live = fold(events)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 21_000 }), { minLength: 1, maxLength: 20 }), (moments) => {
        const tape = new RunTape(toStart(live), events)
        for (const at of moments) expect(tape.viewAt(at)).toEqual(fold(until(events, at)))
      }),
      { numRuns: 30 },
    )
  })

  test('law: a run that goes on from another begins with the steps that it took over', () => {
    fc.assert(
      fc.property(arbitraryRun(), arbitraryRun(), (first, second) => {
        const runs: StoredRun[] = [stored('first', first), { ...stored('second', later(second)), from: endOf(first) }]
        const [, view] = foldRuns(runs, threadId, 0)
        const tape = view && new RunTape(toStart(view), later(second))
        expect(tape?.viewAt(tape.duration)).toEqual(view)
        expect(tape && toStart(tape.viewAt(0)).steps).toEqual(view?.inheritedSteps?.steps ?? [])
      }),
    )
  })
})

const model = { id: 'demo', label: 'Demo model' }
const stored = (runId: string, events: NumberedEvent[]): StoredRun => ({ runId: runId as RunId, model, events, ended: true })
const endOf = (events: NumberedEvent[]) => ({ runId: 'first' as RunId, seq: events.length, action: 'continue' as const })

/** As a run that goes on from the first: its turns are counted on, its ids are its own. */
const later = (events: NumberedEvent[]): NumberedEvent[] =>
  JSON.parse(
    JSON.stringify(events, (key, value) => {
      if (key === 'stepName') return `turn-${Number(String(value).slice(5)) + 50}`
      if (key === 'metadata' && 'deadlineMs' in value) return { ...value, from: { runId: 'first', seq: 1 } }
      return key === 'messageId' || key === 'toolCallId' ? `later-${value}` : value
    }),
  )

const longAnswer = (tokens: number): NumberedEvent[] => {
  const [start, ...rest] = readFixture('sums-in-order')
  const end = rest.at(-1)
  const content = rest.find(({ type }) => type === 'TEXT_MESSAGE_CONTENT')
  if (!start || !end || !content) throw new Error('The recorded run has no answer.')
  return number([
    ...[start, ...rest.slice(0, -1)].filter(({ type }) => type !== 'TEXT_MESSAGE_END'),
    ...Array(tokens).fill(content),
    end,
  ])
}
