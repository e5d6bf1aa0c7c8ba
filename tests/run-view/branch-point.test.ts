import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunBase, RunEvent, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { startFromBranch, toInheritedSteps } from '@/lib/run-view/branch-point'
import { findSeed, foldRuns, type StoredRun } from '@/lib/run-view/fold-runs'
import { formatSummary } from '@/lib/run-view/format-step'
import { emptyRun, reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, type RunView } from '@/lib/run-view/run-view'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

const threadId = 'thread' as ThreadId
const model = { id: 'demo', label: 'Demo model' }
const empty = emptyRun('base' as RunId, threadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty): RunView => events.reduce(reduceRun, from)
const base = (action: RunBase['action'], seq: number, toolCallId?: string): RunBase => ({
  runId: 'base' as RunId,
  seq,
  action,
  ...(toolCallId !== undefined && { toolCallId: toolCallId as ToolCallId }),
})
const idsOf = (view: Pick<RunView, 'steps'>): string[] =>
  view.steps.flatMap((step) => (step.kind === 'calls' ? step.calls.map(({ toolCallId }) => toolCallId) : []))

const callOf = (id: string, status?: 'ok' | 'error' | 'cancelled' | 'lost', sources: number[] = []): RunEvent[] => {
  const toolCallId = id as ToolCallId
  const start: RunEvent[] = [
    {
      type: 'TOOL_CALL_START',
      toolCallId,
      toolCallName: 'search',
      metadata: { icon: 'globe', noun: ['search', 'searches'], effects: 'none' },
    },
    { type: 'TOOL_CALL_ARGS', toolCallId, delta: `{"query":"${id}"}` },
    { type: 'TOOL_CALL_END', toolCallId },
  ]
  if (status === undefined) return start
  const metadata = {
    status,
    durationMs: 5,
    ...(sources.length > 0 && { sources: sources.map((n) => ({ n, url: `https://${n}.example`, title: `${n}`, passage: '' })) }),
  }
  const messageId = `result-${id}` as MessageId
  return [...start, { type: 'TOOL_CALL_RESULT', messageId, toolCallId, content: id, role: 'tool', metadata }]
}
const turn = (n: number, ...events: RunEvent[]): RunEvent[] => [
  { type: 'STEP_STARTED', stepName: `turn-${n}` },
  ...events,
  { type: 'STEP_FINISHED', stepName: `turn-${n}` },
]
const note = (id: string, text: string): RunEvent[] => [
  { type: 'TEXT_MESSAGE_START', messageId: id as MessageId, role: 'assistant', metadata: { kind: 'prose' } },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: id as MessageId, delta: text },
  { type: 'TEXT_MESSAGE_END', messageId: id as MessageId },
]
const failed: RunEvent = {
  type: 'RUN_ERROR',
  code: 'interrupted',
  message: '',
  usage: [],
  metadata: { retryable: true, reference: '' },
}

/** Two turns of searches, then one that was interrupted. */
const story = number([
  ...turn(1, ...note('n1', 'First.'), ...callOf('a', 'ok', [1, 2]), ...callOf('b', 'error')),
  ...turn(2, ...callOf('c', 'ok', [2, 3])),
  ...turn(3, ...note('n2', 'Then.'), ...callOf('d', 'ok', [4]), ...callOf('e', 'lost'), ...callOf('f', 'cancelled')),
  failed,
])
const told = fold(story)

describe('what a run starts from', () => {
  test.each<[RunBase['action'], string | undefined, string[], number[], number]>([
    ['continue', undefined, ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['answer-now', undefined, ['a', 'b', 'c', 'd', 'e'], [1, 2, 3, 4], 3],
    ['retry-call', 'b', ['a'], [1, 2], 1],
    ['retry-call', 'c', ['a', 'b'], [1, 2], 1],
    ['retry-call', 'e', ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['retry-call', 'unknown', ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['regenerate', undefined, [], [], 0],
    ['edit', undefined, [], [], 0],
  ])('%s %s', (action, toolCallId, ids, sources, turns) => {
    const seed = toInheritedSteps(told, base(action, story.length, toolCallId))
    expect(idsOf(seed)).toEqual(ids)
    expect(seed.sources.map(({ n }) => n)).toEqual(sources)
    expect(seed.turns).toBe(turns)
  })

  test.each(['b', 'c', 'e'])('the step %s is made again with the same arguments', (id) => {
    const { call } = toInheritedSteps(told, base('retry-call', story.length, id))
    expect(call).toEqual({ name: 'search', argsText: `{"query":"${id}"}` })
  })

  test.each(['a', 'b', 'e'])('the step %s is made again with the arguments that it is to be given instead', (id) => {
    const args = '{"query":"other","n":90071992547409931}'
    const asked = { ...base('retry-call', story.length, id), args }
    expect(toInheritedSteps(told, asked)).toEqual({
      ...toInheritedSteps(told, base('retry-call', story.length, id)),
      call: { name: 'search', argsText: args },
    })
  })

  test('a note stays with the steps that it led to, and goes with those that are dropped', () => {
    const cut = number([
      ...turn(1, ...callOf('a', 'ok')),
      ...turn(2, ...note('n', 'Now the next.'), ...callOf('b', 'lost')),
      failed,
    ])
    const kinds = (action: RunBase['action'], id?: string) =>
      toInheritedSteps(fold(cut), base(action, 99, id)).steps.map(({ kind }) => kind)
    expect(kinds('continue')).toEqual(['calls'])
    expect(kinds('answer-now')).toEqual(['calls', 'note', 'calls'])
    expect(kinds('retry-call', 'b')).toEqual(['calls', 'note'])
  })

  test('steps that are kept whole are the same objects', () => {
    const { steps } = toInheritedSteps(told, base('continue', story.length))
    expect(steps[1]).toBe(told.steps[1])
  })
})

describe('a call that a person asked for and that has no result yet', () => {
  const asked = { ...base('retry-call', story.length, 'c'), args: '{"query":"other"}' }
  const seed = toInheritedSteps(told, asked)
  const started = number(turn(2, ...callOf('again')))
  const goesOn = (events: NumberedEvent[]) =>
    toInheritedSteps(fold(events, startFromBranch(empty, seed)), base('continue', events.at(-1)?.seq ?? 0)).call
  const ended = (status: 'ok' | 'error' | 'cancelled' | 'lost') => number(turn(2, ...callOf('again', status)))

  test.each<[string, NumberedEvent[], boolean]>([
    ['before it was made', [], true],
    ['while it is made', started, true],
    ['stopped', ended('cancelled'), true],
    ['lost', ended('lost'), true],
    ['done', ended('ok'), false],
    ['failed', ended('error'), false],
  ])('is made by a run that goes on from there, unless it is over: %s', (_when, events, isMade) => {
    expect(goesOn(events)).toEqual(isMade ? { name: 'search', argsText: '{"query":"other"}' } : undefined)
  })

  test('is not made again by itself when it acts on the world and had begun', () => {
    const acting = started.map((event) =>
      event.type === 'TOOL_CALL_START' ? { ...event, metadata: { ...event.metadata, effects: 'external' as const } } : event,
    )
    expect(goesOn([])).toBeDefined()
    expect(goesOn(acting)).toBeUndefined()
  })

  test('is found through all the versions that it was handed on by', () => {
    const runs = [
      stored('base', story),
      stored('second', [], asked),
      stored('third', [], { ...base('continue', 0), runId: 'second' as RunId }),
    ]
    expect(findSeed(runs, { ...base('continue', 0), runId: 'third' as RunId })).toEqual(seed)
  })
})

test('a run that was asked anew after all begins with nothing', () => {
  const events = readFixture('sums-in-order')
  for (const from of [base('continue', story.length), base('retry-call', story.length, 'c')])
    expect(fold(events, startFromBranch(empty, toInheritedSteps(told, from)))).toEqual(fold(events))
})

describe('laws', () => {
  const actions = fc.constantFrom<RunBase['action'][]>('edit', 'regenerate', 'continue', 'retry-call', 'answer-now')

  test('what a run starts from is finished, whatever the point and the action, and it is part of its base', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), actions, fc.nat(), (events, at, action, pick) => {
        const view = fold(events.slice(0, at % (events.length + 1)))
        const calls = callsOf(view)
        const seed = toInheritedSteps(view, base(action, view.lastSeq, calls[pick % (calls.length || 1)]?.toolCallId))
        const kept = seed.steps.flatMap((step) => (step.kind === 'calls' ? step.calls : []))
        expect(kept.every(({ state }) => state === 'done' || state === 'failed')).toBe(true)
        expect(kept.filter((call) => !calls.includes(call))).toEqual([])
        expect(seed.steps.filter((step) => step.kind === 'thinking' && step.endedAt === undefined)).toEqual([])
        expect(seed.steps.every((step) => step.kind !== 'calls' || Number(step.id.slice(5)) <= seed.turns)).toBe(true)
      }),
    )
  })

  test('the events of a run change only what is its own: the steps it started from stay in front, as they were', () => {
    fc.assert(
      fc.property(arbitraryRun(), arbitraryRun(), fc.nat(), (first, second, at) => {
        const seed = toInheritedSteps(fold(first.slice(0, at % (first.length + 1))), base('continue', at))
        const later = renamed(second, seed.turns)
        const alone = fold(later)
        const { seed: _kept, ...both } = fold(later, startFromBranch(empty, seed))
        expect(both.steps.slice(0, seed.steps.length)).toEqual(seed.steps)
        expect({ ...both, steps: both.steps.slice(seed.steps.length), sources: [] }).toEqual({ ...alone, sources: [] })
      }),
    )
  })

  test('a run is folded on top of its base up to that point, and so is one that starts from that', () => {
    fc.assert(
      fc.property(arbitraryRun(), arbitraryRun(), arbitraryRun(), fc.nat(), fc.nat(), (a, b, c, at, later) => {
        const from = at % (a.length + 1)
        const then = later % (b.length + 1)
        const first = toInheritedSteps(fold(a.slice(0, from)), base('continue', from))
        const second = renamed(b, first.turns)
        const middle = fold(second.slice(0, then), startFromBranch(empty, first))
        const next = toInheritedSteps(middle, base('continue', then))
        const third = renamed(c, next.turns)
        const runs = [
          stored('base', a),
          stored('second', second, { ...base('continue', from) }),
          stored('third', third, { ...base('continue', then), runId: 'second' as RunId }),
        ]
        const views = foldRuns(runs, threadId, 0)
        expect(views[2]?.steps).toEqual(fold(third, startFromBranch(empty, next)).steps)
        expect(findSeed(runs, { ...base('continue', then), runId: 'second' as RunId })).toEqual(next)
      }),
      { numRuns: 50 },
    )
  })
})

test('a run whose base is not there, or not yet, begins with nothing', () => {
  const orphan = stored('a', readFixture('sums-in-order'), { ...base('continue', 3), runId: 'gone' as RunId })
  const selfish = stored('b', [], { ...base('continue', 3), runId: 'b' as RunId })
  const early = stored('c', [], { ...base('continue', 3), runId: 'd' as RunId })
  const views = foldRuns([orphan, selfish, early, stored('d', story)], threadId, 0)
  expect(views.map(({ steps }) => steps.length)).toEqual([
    fold(readFixture('sums-in-order')).steps.length,
    0,
    0,
    told.steps.length,
  ])
  expect(findSeed([orphan], base('continue', 1))).toBeUndefined()
})

test('the summary counts all steps that are shown, the clocks only what is the run’s own', () => {
  const second = number([...turn(4, ...callOf('g', 'ok'))], undefined, 1_800_000_000_000)
  const [, view] = foldRuns([stored('base', story), stored('second', second, base('continue', story.length))], threadId, 5)
  expect(view && formatSummary(view)).toEqual({ steps: '1 of 5 steps failed', detail: '5 searches', failed: true })
  expect(view).toMatchObject({ startedAt: 5, lastSeq: second.length })
  expect(view && callsOf(view)[0]?.startedAt).toBe(callsOf(told)[0]?.startedAt)
})

const stored = (runId: string, events: NumberedEvent[], from?: RunBase): StoredRun => ({
  runId: runId as RunId,
  model,
  events,
  ended: true,
  ...(from && { base: from }),
})

/** The same run as one that goes on from another: its turns are counted on, its ids are its own. */
const renamed = (events: NumberedEvent[], turns: number): NumberedEvent[] => {
  const tag = `x${turns}-`
  return JSON.parse(
    JSON.stringify(events, (key, value) => {
      if (key === 'stepName') return `turn-${Number(String(value).slice(5)) + turns}`
      if (key === 'metadata' && 'deadlineMs' in value) return { ...value, from: { runId: 'base', seq: 1 } }
      return key === 'messageId' || key === 'toolCallId' ? `${tag}${value}` : value
    }),
  )
}
