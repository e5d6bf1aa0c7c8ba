import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunEvent, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { decodeSse, toSseFrame } from '@/lib/protocol/sse'
import { asInterrupted, asStopped } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, isAnswerSettled, isEnded, type RunView } from '@/lib/run-view/state'
import { arbitraryRun, number } from '@/tests/support/arbitrary-run'
import { cutAt, streamOf } from '@/tests/support/bytes'
import { readFixture } from '@/tests/support/fixtures'

const empty = emptyRun('run' as RunId, 'thread' as ThreadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty): RunView => events.reduce(reduceRun, from)
const foldFixture = (...name: Parameters<typeof readFixture>) => fold(readFixture(...name))
const upTo = (events: NumberedEvent[], type: RunEvent['type'], nth = 1): NumberedEvent[] => {
  const places = events.flatMap((event, index) => (event.type === type ? [index] : []))
  return events.slice(0, (places[nth - 1] ?? events.length) + 1)
}
const textOf = (messageId: string, kind: 'answer' | 'prose', ...deltas: string[]): RunEvent[] => [
  { type: 'TEXT_MESSAGE_START', messageId: messageId as MessageId, role: 'assistant', metadata: { kind } },
  ...deltas.map((delta): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: messageId as MessageId, delta })),
  { type: 'TEXT_MESSAGE_END', messageId: messageId as MessageId },
]
const callOf = (toolCallId: string): RunEvent => ({
  type: 'TOOL_CALL_START',
  toolCallId: toolCallId as ToolCallId,
  toolCallName: 'add',
  metadata: { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' },
})
const turn = (n: number, ...events: RunEvent[]): RunEvent[] => [
  { type: 'STEP_STARTED', stepName: `turn-${n}` },
  ...events,
  { type: 'STEP_FINISHED', stepName: `turn-${n}` },
]
const outline = (run: RunView): string[] =>
  run.steps.map((step) =>
    step.kind === 'calls' ? step.calls.map((call) => call.toolCallId).join('+') : `${step.kind}: ${step.text}`,
  )

describe('laws', () => {
  test('L6 a log read twice, in part or in whole, gives the view of reading it once', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), fc.nat(), (events, a, b) => {
        const first = a % (events.length + 1)
        const second = b % (first + 1)
        const resumed = fold(events.slice(second), fold(events.slice(0, first)))
        expect(resumed).toEqual(fold(events))
      }),
    )
  })

  test('a view carried as JSON goes on as if it had never left', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), (events, at) => {
        const cut = at % (events.length + 1)
        const carried: RunView = JSON.parse(JSON.stringify(fold(events.slice(0, cut))))
        expect(fold(events.slice(cut), carried)).toEqual(fold(events))
      }),
    )
  })

  test('however the bytes of the stream are cut, the view is the same', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun(), fc.array(fc.nat()), async (events, cuts) => {
        const bytes = new TextEncoder().encode(events.map((event) => toSseFrame(event.seq, JSON.stringify(event))).join(''))
        let run = empty
        for await (const { data } of decodeSse(streamOf(cutAt(bytes, cuts)))) run = reduceRun(run, JSON.parse(data))
        expect(run).toEqual(fold(events))
      }),
      { numRuns: 40 },
    )
  })

  test('every run ends with nothing open, and with all of its text, in the answer or in a note', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        const run = fold(events)
        expect(isEnded(run)).toBe(true)
        expect(callsOf(run).filter(({ state }) => state === 'writing' || state === 'queued' || state === 'running')).toEqual([])
        expect(run.steps.filter((step) => step.kind === 'thinking' && step.endedAt === undefined)).toEqual([])
        const shown = [run.answer?.text ?? '', ...run.steps.map((step) => (step.kind === 'note' ? step.text : ''))].join('')
        for (const event of events) if (event.type === 'TEXT_MESSAGE_CONTENT') expect(shown).toContain(event.delta.trim())
      }),
    )
  })

  test('the views before an event are never changed by it', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        let run = deepFreeze(empty)
        for (const event of events) run = deepFreeze(reduceRun(run, event))
        expect(run.lastSeq).toBe(events.length)
      }),
      { numRuns: 40 },
    )
  })

  test('a delta copies the path to its call and shares the rest', () => {
    const events = readFixture('sums-in-order')
    const before = fold(upTo(events, 'TOOL_CALL_START', 3))
    const after = fold(
      upTo(events, 'TOOL_CALL_START', 3).concat(number([{ ...callArgs('c3', '{"x"') }]).map(atSeq(before.lastSeq + 1))),
    )
    expect(after.steps[2]).not.toBe(before.steps[2])
    const again = reduceRun(before, { ...callArgs('c3', '{'), seq: before.lastSeq + 1, timestamp: 1 })
    expect([again.steps[0], again.steps[1], again.sources]).toEqual([before.steps[0], before.steps[1], before.sources])
    expect(again.steps[0]).toBe(before.steps[0])
    expect(again.sources).toBe(before.sources)
  })
})

describe('a call', () => {
  test('has its row the moment its name is known, and its arguments as they are typed', () => {
    const events = readFixture('sums-in-order')
    const named = fold(upTo(events, 'TOOL_CALL_START'))
    expect(callsOf(named)).toMatchObject([{ name: 'add', state: 'writing', argsText: '' }])
    expect(callsOf(fold(upTo(events, 'TOOL_CALL_ARGS', 3)))).toMatchObject([{ state: 'writing', argsText: '{"x":10,"y"' }])
  })

  test('runs, then is done with its result and both moments', () => {
    const run = foldFixture('sums-in-order')
    expect(callsOf(run).map(({ name, state }) => [name, state])).toEqual([
      ['add', 'done'],
      ['multiply', 'done'],
      ['subtract', 'done'],
    ])
    const [add] = callsOf(run)
    expect(add).toMatchObject({ result: { content: '20', value: '20' } })
    if (add?.state !== 'done') throw new Error('add is not done')
    expect(add.runningAt).toBeLessThan(add.endedAt)
    expect(add.startedAt).toBeLessThan(add.argsEndedAt ?? 0)
  })

  test('calls of one turn are one step, in the order their names came; the first may be done before the last is written', () => {
    const events = readFixture('parallel')
    const early = fold(upTo(events, 'TOOL_CALL_RESULT'))
    expect(callsOf(early).map(({ state }) => state)).toEqual(['done', 'writing'])
    const run = fold(events)
    expect(outline(run)).toEqual(['p1+p2+p3'])
  })

  test('says what it does now, and waits for a free place', () => {
    const search = readFixture('search-then-answer')
    expect(callsOf(fold(upTo(search, 'ACTIVITY_SNAPSHOT', 2)))).toMatchObject([{ state: 'running', progress: 'Reading 1 of 2' }])
    const parallel = readFixture('parallel')
    expect(callsOf(fold(upTo(parallel, 'ACTIVITY_SNAPSHOT', 3))).at(-1)).toMatchObject({ state: 'queued' })
  })

  test('fails with its reason; one whose arguments were refused has never run', () => {
    const [divide, refused, again] = callsOf(foldFixture('tool-failure'))
    expect(divide).toMatchObject({
      state: 'failed',
      result: { error: { message: '828 ÷ 0 has no result.', detail: 'DivisionByZero' } },
    })
    expect(refused).toMatchObject({ state: 'failed' })
    expect(refused).not.toHaveProperty('runningAt')
    expect(again).toMatchObject({ state: 'done' })
  })

  test('stopped while running or being written had begun; while it waited it had not', () => {
    const run = foldFixture('stopped')
    expect(run.state).toEqual({ name: 'stopped' })
    expect(callsOf(run).map((call) => (call.state === 'cancelled' ? call.began : call.state))).toEqual([
      'done',
      true,
      false,
      true,
    ])
  })

  test('cut short by a failed run was not stopped by anybody', () => {
    const run = fold(
      number([
        { type: 'STEP_STARTED', stepName: 'turn-1' },
        callOf('a'),
        cancelled('a'),
        { type: 'RUN_ERROR', code: 'model-stalled', message: 'm', usage: [], metadata: { retryable: true, reference: 'r' } },
      ]),
    )
    expect(callsOf(run)).toMatchObject([{ state: 'cancelled', began: false }])
  })

  test('results, progress and arguments of an unknown call change nothing but the number', () => {
    const run = fold(number([callArgs('nobody', '{'), cancelled('nobody')]))
    expect(run.steps).toEqual([])
    expect(run.lastSeq).toBe(2)
  })
})

describe('text', () => {
  test('of final_answer is the answer; the run is answering from its first word', () => {
    const events = readFixture('sums-in-order')
    expect(fold(upTo(events, 'TEXT_MESSAGE_START')).state.name).toBe('working')
    const answering = fold(upTo(events, 'TEXT_MESSAGE_CONTENT'))
    expect(answering).toMatchObject({ state: { name: 'answering' }, answer: { text: '10', kind: 'answer', state: 'writing' } })
    expect(fold(events)).toMatchObject({ state: { name: 'done' }, answer: { state: 'done' } })
  })

  test('in prose before calls of its turn becomes a note, without calls it is the answer', () => {
    const events = readFixture('note-and-thinking')
    const before = fold(upTo(events, 'TEXT_MESSAGE_END'))
    expect(before.answer).toMatchObject({ text: 'I will multiply these.', kind: 'prose' })
    expect(isAnswerSettled(before)).toBe(false)
    const run = fold(events)
    expect(outline(run)).toEqual(['thinking: The person wants a product.', 'note: I will multiply these.', 'n1'])
    expect(run.answer).toMatchObject({ text: '6 times 7 is **42**.', kind: 'prose', state: 'done' })
    expect(isAnswerSettled(run)).toBe(true)
  })

  test('in prose after calls of its turn is a note at once', () => {
    const run = fold(number(turn(1, callOf('a'), ...textOf('m', 'prose', 'There.'))))
    expect([outline(run), run.answer]).toEqual([['a', 'note: There.'], undefined])
  })

  test('goes on arriving in the note when a call begins in its middle', () => {
    const [start, , end] = textOf('m', 'prose', '')
    const run = fold(
      number(turn(1, ...[start, content('m', 'One '), callOf('a'), content('m', 'two'), end].filter((e) => e !== undefined))),
    )
    expect(outline(run)).toEqual(['note: One two', 'a'])
  })

  test('of final_answer takes the place of prose; beside other calls it is a note', () => {
    const replaced = fold(number(turn(1, ...textOf('m', 'prose', 'Well.'), ...textOf('n', 'answer', '42'))))
    expect([outline(replaced), replaced.answer?.text]).toEqual([['note: Well.'], '42'])
    const beside = fold(number(turn(1, ...textOf('m', 'answer', '42'), callOf('a'))))
    expect([outline(beside), beside.answer]).toEqual([['note: 42', 'a'], undefined])
  })

  test('in several blocks of one turn is one answer', () => {
    const run = fold(number(turn(1, ...textOf('m', 'prose', 'One.'), ...textOf('n', 'prose', 'Two.'))))
    expect(run.answer?.text).toBe('One.\n\nTwo.')
  })

  test('of an earlier turn was no answer, as the model went on', () => {
    const run = fold(number([...turn(1, ...textOf('m', 'prose', 'Hm.')), ...turn(2, ...textOf('n', 'prose', 'So.'))]))
    expect([outline(run), run.answer?.text]).toEqual([['note: Hm.'], 'So.'])
  })

  test('that never got a word leaves nothing behind', () => {
    const run = fold(number(turn(1, ...textOf('m', 'prose'), callOf('a'))))
    expect([outline(run), run.answer]).toEqual([['a'], undefined])
  })
})

describe('a run', () => {
  test('numbers its sources once each, in order', () => {
    const { sources } = foldFixture('search-then-answer')
    expect(sources.map(({ n, title }) => [n, title])).toEqual([
      [1, 'Server-sent events'],
      [2, 'Append-only logs'],
      [3, 'AG-UI'],
    ])
  })

  test('knows each model turn: when it began, first said something, had written, ended, and what it used', () => {
    const events = readFixture('sums-in-order')
    const [first, second] = fold(upTo(events, 'STEP_STARTED', 2)).turns
    const at = (type: RunEvent['type'], nth = 1) => upTo(events, type, nth).at(-1)?.timestamp
    expect(first).toEqual({
      id: 'turn-1',
      startedAt: at('STEP_STARTED'),
      firstTokenAt: at('TOOL_CALL_START'),
      wroteAt: at('TOOL_CALL_END'),
      endedAt: at('STEP_FINISHED'),
      usage: { inputTokens: 120, outputTokens: 24, totalTokens: 144 },
    })
    expect(second).toEqual({ id: 'turn-2', startedAt: at('STEP_STARTED', 2) })
    expect(fold(events).turns.map(({ id }) => id)).toEqual(['turn-1', 'turn-2', 'turn-3', 'turn-4'])
  })

  test('that is stopped here has no turn under way', () => {
    const run = fold(upTo(readFixture('stopped'), 'STEP_STARTED', 2))
    expect(asStopped(run, 5).turns.at(-1)).toMatchObject({ id: 'turn-2', endedAt: 5 })
  })

  test('adds up tokens turn by turn, and takes the total of its end', () => {
    const events = readFixture('sums-in-order')
    expect(fold(upTo(events, 'STEP_FINISHED', 2)).totalTokens).toBe(288)
    expect(fold(events).totalTokens).toBe(576)
  })

  test('shows a notice until the model goes on', () => {
    const events = readFixture('model-failure')
    expect(fold(upTo(events, 'CUSTOM')).notice).toMatchObject({ code: 'retrying', retryInMs: 2000 })
    expect(fold(upTo(events, 'STEP_STARTED')).notice).toBeDefined()
    expect(fold(upTo(events, 'TOOL_CALL_START')).notice).toBeUndefined()
  })

  test('keeps what the model was not shown, whatever goes on', () => {
    const events = readFixture('model-failure')
    const [first] = events
    if (!first) throw new Error('The fixture has events.')
    const value = { code: 'image-left-out', message: 'red.png was left out.' } as const
    const notice = { ...first, type: 'CUSTOM', name: 'unfold.notice', value } as NumberedEvent
    const renumbered = [first, notice, ...events.slice(1)].map((event, index) => ({ ...event, seq: index + 1 }))
    expect(fold(renumbered)).toMatchObject({ imageLeftOut: value.message, state: { name: 'failed' } })
    expect(fold(renumbered.slice(0, 2)).notice).toBeUndefined()
  })

  test('that fails keeps what it wrote and says why', () => {
    expect(foldFixture('model-failure')).toMatchObject({
      state: { name: 'failed', code: 'model-stalled', retryable: true, reference: '4F2A' },
      answer: { text: 'The sum is 20, which', state: 'done' },
    })
  })

  test('whose producer died is interrupted', () => {
    const message = 'The server restarted while this was running.'
    const run = fold(
      number([{ type: 'RUN_ERROR', code: 'interrupted', message, usage: [], metadata: { retryable: true, reference: '' } }]),
    )
    expect(run.state).toEqual({ name: 'interrupted', message })
  })

  test('an error code of a newer server is read as internal', () => {
    const error: RunEvent = {
      type: 'RUN_ERROR',
      code: 'quantum',
      message: 'm',
      usage: [],
      metadata: { retryable: false, reference: 'r' },
    }
    expect(fold(number([error])).state).toMatchObject({ name: 'failed', code: 'internal', message: 'm' })
  })

  test.each(['"type":"HOLOGRAM"', '"type":"CUSTOM","name":"unfold.unheard-of","value":{"message":"m"}'])(
    'an event of a newer server changes nothing but the number: %s',
    (of) => {
      const event: NumberedEvent = JSON.parse(`{${of},"seq":1,"timestamp":5}`)
      expect(fold([event])).toEqual({ ...empty, lastSeq: 1, lastEventAt: 5 })
    },
  )

  test('knows when its first token came: a name, a thought or a word', () => {
    const events = readFixture('note-and-thinking')
    const first = events.find((event) => event.type === 'REASONING_MESSAGE_CONTENT')
    expect(fold(events).firstTokenAt).toBe(first?.timestamp)
  })
})

describe('ends that are seen here first', () => {
  test('stopped on screen: what had begun is stopped by you, the text stays, no caret is left', () => {
    const events = readFixture('stopped')
    const running = fold(upTo(events, 'ACTIVITY_SNAPSHOT', 3))
    const stopped = asStopped(running, running.lastEventAt + 50)
    expect(stopped.state.name).toBe('stopped')
    expect(callsOf(stopped).map((call) => (call.state === 'cancelled' ? call.began : call.state))).toEqual(['done', true, false])
  })

  test('interrupted: a call that was running failed, one that was not never started', () => {
    const events = readFixture('stopped')
    const running = fold(upTo(events, 'TOOL_CALL_ARGS', events.filter((event) => event.type === 'TOOL_CALL_ARGS').length))
    const lost = asInterrupted(running, running.lastEventAt)
    expect(lost.state).toEqual({ name: 'interrupted', message: 'The server restarted while this was running.' })
    expect(callsOf(lost).map(({ state }) => state)).toEqual(['done', 'failed', 'cancelled', 'cancelled'])
  })
})

const content = (messageId: string, delta: string): RunEvent => ({
  type: 'TEXT_MESSAGE_CONTENT',
  messageId: messageId as MessageId,
  delta,
})
const callArgs = (toolCallId: string, delta: string): RunEvent => ({
  type: 'TOOL_CALL_ARGS',
  toolCallId: toolCallId as ToolCallId,
  delta,
})
const cancelled = (toolCallId: string): RunEvent => ({
  type: 'TOOL_CALL_RESULT',
  messageId: 'r' as MessageId,
  toolCallId: toolCallId as ToolCallId,
  content: '',
  role: 'tool',
  metadata: { status: 'cancelled', durationMs: 0 },
})
const atSeq =
  (seq: number) =>
  (event: NumberedEvent): NumberedEvent => ({ ...event, seq })

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}
