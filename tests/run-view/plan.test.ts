import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunEvent, RunId, StepName, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { type PlanItem, planStates } from '@/lib/protocol/plan'
import { formatPlanCount, type Plan, planOf } from '@/lib/run-view/plan'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'

const words = { icon: 'list', noun: ['plan', 'plans'] as [string, string], effects: 'none' } as const
const started = (id: string, name = 'update_plan'): RunEvent => ({
  type: 'TOOL_CALL_START',
  toolCallId: id as ToolCallId,
  toolCallName: name,
  metadata: words,
})
const args = (id: string, delta: string): RunEvent => ({ type: 'TOOL_CALL_ARGS', toolCallId: id as ToolCallId, delta })
const result = (id: string, status: 'ok' | 'error' | 'cancelled' | 'lost'): RunEvent => ({
  type: 'TOOL_CALL_RESULT',
  messageId: `result-${id}` as MessageId,
  toolCallId: id as ToolCallId,
  content: '',
  role: 'tool',
  metadata: { status, durationMs: 1, ...(status === 'error' && { error: { message: 'No.' } }) },
})
const written = (id: string, items: Partial<PlanItem>[]): RunEvent[] => [started(id), args(id, JSON.stringify({ items }))]
const turn = (n: number): RunEvent => ({ type: 'STEP_STARTED', stepName: `turn-${n}` as StepName })

const fold = (events: RunEvent[], from: RunView = emptyRun('run' as RunId, 'thread' as ThreadId, 0)): RunView =>
  events.reduce(
    (run, event, index) => reduceRun(run, { ...event, seq: from.lastSeq + index + 1, timestamp: index } as NumberedEvent),
    from,
  )
/** A plan as one reads it: `x` is done, `>` under way, `-` dropped; `…` where it is being written. */
const marks = { todo: ' ', doing: '>', done: 'x', dropped: '-' }
const toLines = (plan: Plan | undefined): string[] | undefined =>
  plan && [...plan.items.map(({ task, state }) => `[${marks[state]}] ${task}`), ...(plan.isGrowing ? ['…'] : [])]
const read = (...events: RunEvent[]) => toLines(planOf(fold(events)))

const rivers: PlanItem[] = [
  { task: 'Longest rivers', state: 'done' },
  { task: 'Their sources', state: 'doing' },
  { task: 'Disputes', state: 'todo' },
]

describe('a plan is read off the calls that write it', () => {
  test('there is none without a call, or before its first word', () => {
    expect(read()).toBeUndefined()
    expect(read(started('a'), args('a', '{"items":[{"ta'))).toBeUndefined()
  })

  test('as it is written: whole tasks, and the one that grows', () => {
    const text = JSON.stringify({ items: [{ task: 'Read "it"', state: 'doing' }, { task: 'Compare' }] })
    const at = (part: string) => read(started('a'), args('a', text.slice(0, text.indexOf(part) + part.length)))
    expect(at('Re')).toEqual(['[ ] Re', '…'])
    expect(at('"doing"')).toEqual(['[>] Read "it"', '…'])
    expect(at('}')).toEqual(['[>] Read "it"'])
    expect(at('Comp')).toEqual(['[>] Read "it"', '[ ] Comp', '…'])
    expect(at('Compare"}]}')).toEqual(['[>] Read "it"', '[ ] Compare'])
  })

  test('the newest one counts', () => {
    expect(
      read(
        ...written('a', rivers),
        result('a', 'ok'),
        turn(2),
        ...written('b', [{ task: 'Other', state: 'dropped' }]),
        result('b', 'ok'),
      ),
    ).toEqual(['[-] Other'])
  })

  test('while it is written anew, tasks that were not come to are as they were', () => {
    const anew = JSON.stringify({
      items: [{ task: 'Longest rivers', state: 'done' }, { task: 'Their sources', state: 'done' }, { task: 'Dis' }],
    })
    const before = [...written('a', rivers), result('a', 'ok'), turn(2), started('b')]
    const at = (part: string) => read(...before, args('b', anew.slice(0, anew.indexOf(part) + part.length)))
    expect(at('{')).toEqual(['[x] Longest rivers', '[>] Their sources', '[ ] Disputes'])
    expect(at('Their sources","state":"done"}')).toEqual(['[x] Longest rivers', '[x] Their sources', '[ ] Disputes'])
    expect(at('"Dis')).toEqual(['[x] Longest rivers', '[x] Their sources', '[ ] Disputes'])
  })

  test('a task that comes at the end is there when the new version is written, so that the list grows once', () => {
    const anew = JSON.stringify({ items: [...rivers, { task: 'Deltas' }, { task: 'Lakes' }] })
    const before = [...written('a', rivers), result('a', 'ok'), turn(2), started('b')]
    expect(read(...before, args('b', anew.slice(0, anew.indexOf('Lakes') + 3)))).toHaveLength(3)
    const end: RunEvent = { type: 'TOOL_CALL_END', toolCallId: 'b' as ToolCallId }
    expect(read(...before, args('b', anew), end)?.slice(3)).toEqual(['[ ] Deltas', '[ ] Lakes'])
  })

  test('what the tool refused changes nothing, and is not shown as the plan', () => {
    expect(
      read(...written('a', rivers), result('a', 'ok'), turn(2), ...written('b', [{ task: 'Broken' }]), result('b', 'error')),
    ).toHaveLength(3)
    expect(read(...written('a', rivers), result('a', 'error'))).toBeUndefined()
  })

  test.each(['cancelled', 'lost'] as const)('one that was %s while it was written keeps its whole tasks', (status) => {
    const text = JSON.stringify({ items: rivers })
    expect(read(started('a'), args('a', text.slice(0, text.indexOf('Disputes'))), result('a', status))).toEqual([
      '[x] Longest rivers',
      '[>] Their sources',
    ])
  })

  test('a state that is not known is to do, a task without words is none', () => {
    const items = [{ task: 'One', state: 'later' }, { task: '' }, { state: 'done' }] as unknown as PlanItem[]
    expect(read(...written('a', items), result('a', 'ok'))).toEqual(['[ ] One'])
  })

  test('a tool of an app that has the same name is no plan', () => {
    const call = { ...started('a'), metadata: { ...words, noun: ['step', 'steps'] } } as RunEvent
    expect(read(call, args('a', JSON.stringify({ items: rivers })))).toBeUndefined()
  })

  test('law: wherever the text stops, each task shown begins one that is there, and no whole one goes again', () => {
    const item = fc.record({
      task: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((task) => task.isWellFormed()),
      state: fc.constantFrom(...planStates),
    })
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.nat(), (items, cut) => {
        const text = JSON.stringify({ items })
        const part = planOf(fold([started('a'), args('a', text.slice(0, 1 + (cut % text.length)))]))
        const shown = part?.items ?? []
        const whole = part?.isGrowing ? shown.slice(0, -1) : shown
        expect(whole).toEqual(items.slice(0, whole.length))
        expect(planOf(fold([...written('a', items), result('a', 'ok')]))).toMatchObject({ items, isGrowing: false })
      }),
    )
  })
})

test('how much is done, without what was dropped', () => {
  expect(formatPlanCount(rivers)).toBe('1 of 3')
  expect(formatPlanCount([...rivers, { task: 'No', state: 'dropped' }])).toBe('1 of 3')
})

test('a plan of a run of forty turns with five calls each is read in the time of a few', () => {
  const many = Array.from({ length: 40 }, (_, n) => [
    turn(n + 1),
    ...written(`plan-${n}`, rivers),
    result(`plan-${n}`, 'ok'),
    ...Array.from({ length: 4 }, (_call, k) => [
      {
        ...started(`${n}-${k}`, 'search'),
        metadata: { icon: 'globe', noun: ['search', 'searches'], effects: 'none' },
      } as RunEvent,
      args(`${n}-${k}`, '{"query":"x"}'),
      result(`${n}-${k}`, 'ok'),
    ]).flat(),
  ]).flat()
  const run = fold(many)
  const [first, second] = [planOf(run), planOf(run)]
  expect(first).toEqual(second)
  // Read once: a call that has not changed is not parsed again.
  expect(first?.items).toBe(second?.items)
})
