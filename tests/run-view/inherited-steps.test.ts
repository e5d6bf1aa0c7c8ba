import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type {
  BranchAction,
  BranchPoint,
  MessageId,
  NumberedEvent,
  RunEvent,
  RunId,
  ThreadId,
  ToolCallId,
} from '@/lib/protocol/event'
import { findInheritedSteps, foldRuns } from '@/lib/run-view/fold-runs'
import { formatSummary } from '@/lib/run-view/format-step'
import { toInheritedSteps, withInheritedSteps } from '@/lib/run-view/inherited-steps'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

const threadId = 'thread' as ThreadId
const model = { id: 'demo', label: 'Demo model' }
const empty = emptyRun('parent' as RunId, threadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty): RunView => events.reduce(reduceRun, from)
const branch = (action: BranchAction, seq: number, toolCallId?: string): BranchPoint => ({
  runId: 'parent' as RunId,
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
  test.each<[BranchAction, string | undefined, string[], number[], number]>([
    ['continue', undefined, ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['answer-now', undefined, ['a', 'b', 'c', 'd', 'e'], [1, 2, 3, 4], 3],
    ['retry-call', 'b', ['a'], [1, 2], 1],
    ['retry-call', 'c', ['a', 'b'], [1, 2], 1],
    ['retry-call', 'e', ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['retry-call', 'unknown', ['a', 'b', 'c', 'd'], [1, 2, 3, 4], 3],
    ['regenerate', undefined, [], [], 0],
    ['edit', undefined, [], [], 0],
  ])('%s %s', (action, toolCallId, ids, sources, turns) => {
    const inherited = toInheritedSteps(told, branch(action, story.length, toolCallId))
    expect(idsOf(inherited)).toEqual(ids)
    expect(inherited.sources.map(({ n }) => n)).toEqual(sources)
    expect(inherited.turns).toBe(turns)
  })

  test.each(['b', 'c', 'e'])('the step %s is made again with the same arguments', (id) => {
    const { call } = toInheritedSteps(told, branch('retry-call', story.length, id))
    expect(call).toEqual({ name: 'search', argsText: `{"query":"${id}"}` })
  })

  test.each(['a', 'b', 'e'])('the step %s is made again with the arguments that it is to be given instead', (id) => {
    const args = '{"query":"other","n":90071992547409931}'
    const asked = { ...branch('retry-call', story.length, id), args }
    expect(toInheritedSteps(told, asked)).toEqual({
      ...toInheritedSteps(told, branch('retry-call', story.length, id)),
      call: { name: 'search', argsText: args },
    })
  })

  test('a note stays with the steps that it led to, and goes with those that are dropped', () => {
    const cut = number([
      ...turn(1, ...callOf('a', 'ok')),
      ...turn(2, ...note('n', 'Now the next.'), ...callOf('b', 'lost')),
      failed,
    ])
    const kinds = (action: BranchAction, id?: string) =>
      toInheritedSteps(fold(cut), branch(action, 99, id)).steps.map(({ kind }) => kind)
    expect(kinds('continue')).toEqual(['calls'])
    expect(kinds('answer-now')).toEqual(['calls', 'note', 'calls'])
    expect(kinds('retry-call', 'b')).toEqual(['calls', 'note'])
  })

  test('steps that are kept whole are the same objects', () => {
    const { steps } = toInheritedSteps(told, branch('continue', story.length))
    expect(steps[1]).toBe(told.steps[1])
  })
})

describe('a call that a person asked for and that has no result yet', () => {
  const asked = { ...branch('retry-call', story.length, 'c'), args: '{"query":"other"}' }
  const inherited = toInheritedSteps(told, asked)
  const started = number(turn(2, ...callOf('again')))
  const goesOn = (events: NumberedEvent[]) =>
    toInheritedSteps(fold(events, withInheritedSteps(empty, inherited)), branch('continue', events.at(-1)?.seq ?? 0)).call
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
      stored('parent', story),
      stored('second', [], asked),
      stored('third', [], { ...branch('continue', 0), runId: 'second' as RunId }),
    ]
    expect(findInheritedSteps(runs, { ...branch('continue', 0), runId: 'third' as RunId })).toEqual(inherited)
  })
})

test('a run that was asked anew after all begins with nothing', () => {
  const events = readFixture('sums-in-order')
  for (const from of [branch('continue', story.length), branch('retry-call', story.length, 'c')])
    expect(fold(events, withInheritedSteps(empty, toInheritedSteps(told, from)))).toEqual(fold(events))
})

describe('laws', () => {
  const actions = fc.constantFrom<BranchAction[]>('edit', 'regenerate', 'continue', 'retry-call', 'answer-now')

  test('what a run starts from is finished, whatever the point and the action, and it is part of the run before', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), actions, fc.nat(), (events, at, action, pick) => {
        const view = fold(events.slice(0, at % (events.length + 1)))
        const calls = callsOf(view)
        const inherited = toInheritedSteps(view, branch(action, view.lastSeq, calls[pick % (calls.length || 1)]?.toolCallId))
        const kept = inherited.steps.flatMap((step) => (step.kind === 'calls' ? step.calls : []))
        expect(kept.every(({ state }) => state === 'done' || state === 'failed')).toBe(true)
        expect(kept.filter((call) => !calls.includes(call))).toEqual([])
        expect(inherited.steps.filter((step) => step.kind === 'thinking' && step.endedAt === undefined)).toEqual([])
        expect(inherited.steps.every((step) => step.kind !== 'calls' || Number(step.id.slice(5)) <= inherited.turns)).toBe(true)
      }),
    )
  })

  test('the events of a run change only what is its own: the steps it started from stay in front, as they were', () => {
    fc.assert(
      fc.property(arbitraryRun(), arbitraryRun(), fc.nat(), (first, second, at) => {
        const inherited = toInheritedSteps(fold(first.slice(0, at % (first.length + 1))), branch('continue', at))
        const later = renamed(second, inherited.turns)
        const alone = fold(later)
        const { inheritedSteps: _kept, ...both } = fold(later, withInheritedSteps(empty, inherited))
        expect(both.steps.slice(0, inherited.steps.length)).toEqual(inherited.steps)
        expect({ ...both, steps: both.steps.slice(inherited.steps.length), sources: [] }).toEqual({ ...alone, sources: [] })
      }),
    )
  })

  test('a run is folded on top of the run before up to that point, and so is one that starts from that', () => {
    fc.assert(
      fc.property(arbitraryRun(), arbitraryRun(), arbitraryRun(), fc.nat(), fc.nat(), (a, b, c, at, later) => {
        const from = at % (a.length + 1)
        const then = later % (b.length + 1)
        const first = toInheritedSteps(fold(a.slice(0, from)), branch('continue', from))
        const second = renamed(b, first.turns)
        const middle = fold(second.slice(0, then), withInheritedSteps(empty, first))
        const next = toInheritedSteps(middle, branch('continue', then))
        const third = renamed(c, next.turns)
        const runs = [
          stored('parent', a),
          stored('second', second, { ...branch('continue', from) }),
          stored('third', third, { ...branch('continue', then), runId: 'second' as RunId }),
        ]
        const views = foldRuns(runs, threadId, 0)
        expect(views[2]?.steps).toEqual(fold(third, withInheritedSteps(empty, next)).steps)
        expect(findInheritedSteps(runs, { ...branch('continue', then), runId: 'second' as RunId })).toEqual(next)
      }),
      { numRuns: 50 },
    )
  })
})

test('a run whose parent is not there, or not yet, begins with nothing', () => {
  const orphan = stored('a', readFixture('sums-in-order'), { ...branch('continue', 3), runId: 'gone' as RunId })
  const selfish = stored('b', [], { ...branch('continue', 3), runId: 'b' as RunId })
  const early = stored('c', [], { ...branch('continue', 3), runId: 'd' as RunId })
  const views = foldRuns([orphan, selfish, early, stored('d', story)], threadId, 0)
  expect(views.map(({ steps }) => steps.length)).toEqual([
    fold(readFixture('sums-in-order')).steps.length,
    0,
    0,
    told.steps.length,
  ])
  expect(findInheritedSteps([orphan], branch('continue', 1))).toBeUndefined()
})

test('the summary counts all steps that are shown, the clocks only what is the run’s own', () => {
  const second = number([...turn(4, ...callOf('g', 'ok'))], undefined, 1_800_000_000_000)
  const [, view] = foldRuns([stored('parent', story), stored('second', second, branch('continue', story.length))], threadId, 5)
  expect(view && formatSummary(view)).toEqual({ steps: '1 of 5 steps failed', detail: '5 searches', failed: true })
  expect(view).toMatchObject({ startedAt: 5, lastSeq: second.length })
  expect(view && callsOf(view)[0]?.startedAt).toBe(callsOf(told)[0]?.startedAt)
})

const stored = (runId: string, events: NumberedEvent[], from?: BranchPoint): StoredRun => ({
  runId: runId as RunId,
  model,
  events,
  ended: true,
  ...(from && { from }),
})

/** The same run as one that goes on from another: its turns are counted on, its ids are its own. */
const renamed = (events: NumberedEvent[], turns: number): NumberedEvent[] => {
  const tag = `x${turns}-`
  return JSON.parse(
    JSON.stringify(events, (key, value) => {
      if (key === 'stepName') return `turn-${Number(String(value).slice(5)) + turns}`
      if (key === 'metadata' && 'deadlineMs' in value) return { ...value, from: { runId: 'parent', seq: 1, action: 'continue' } }
      return key === 'messageId' || key === 'toolCallId' ? `${tag}${value}` : value
    }),
  )
}
