import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunEventType, RunId, ThreadId } from '@/lib/protocol/event'
import { formatAnnouncements } from '@/lib/run-view/announcements'
import { formatCall, formatInlineResult } from '@/lib/run-view/format-call'
import { formatReconnect, formatRunNotice } from '@/lib/run-view/format-notice'
import { elapsedOf, formatDuration, formatRunBadge } from '@/lib/run-view/format-run'
import { formatCallStatus, formatLive, formatSpokenStatus, formatSummary, formatWait } from '@/lib/run-view/format-step'
import { asStopped } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView, type StepItem } from '@/lib/run-view/state'
import { type Fixture, readFixture } from '@/tests/support/fixtures'

const empty = emptyRun('run' as RunId, 'thread' as ThreadId, 0)
const fold = (events: NumberedEvent[]): RunView => events.reduce(reduceRun, empty)
const runOf = (name: Fixture): RunView => fold(readFixture(name))
const upTo = (name: Fixture, type: RunEventType, nth = 1): RunView => {
  let left = nth
  const events = readFixture(name)
  return fold(events.slice(0, events.findIndex((event) => event.type === type && --left === 0) + 1))
}
/** What is spoken over a whole run, told after every event. */
const spoken = (name: Fixture) => {
  const all = { polite: [] as string[], assertive: [] as string[] }
  readFixture(name).reduce((before, event) => {
    const after = reduceRun(before, event)
    const { polite, assertive } = formatAnnouncements(before, after)
    all.polite.push(...polite)
    all.assertive.push(...assertive)
    return after
  }, empty)
  return all
}

test.each([
  [-5, '0.0 s'],
  [0, '0.0 s'],
  [449, '0.4 s'],
  [9_999, '9.9 s'],
  [10_000, '10 s'],
  [59_999, '59 s'],
  [60_000, '1 m 00 s'],
  [64_000, '1 m 04 s'],
  [3_599_000, '59 m 59 s'],
  [3_720_000, '1 h 02 m'],
])('a clock shows %i ms as %s', (ms, words) => expect(formatDuration(ms)).toBe(words))

test('a clock stands still at the end of its run', () => {
  const run = runOf('sums-in-order')
  expect(elapsedOf(run, run.lastEventAt + 99_000)).toBe(run.lastEventAt - run.startedAt)
  expect(elapsedOf(upTo('sums-in-order', 'STEP_STARTED'), empty.startedAt)).not.toBe(elapsedOf(run, 0))
})

describe('the run line', () => {
  test.each<[string, RunView, string]>([
    ['before anything', empty, 'Starting'],
    ['between steps', upTo('sums-in-order', 'STEP_STARTED', 2), 'Thinking'],
    ['while a call is written', upTo('sums-in-order', 'TOOL_CALL_START', 2), 'Writing arguments for multiply'],
    ['while a call runs', upTo('sums-in-order', 'ACTIVITY_SNAPSHOT'), 'Running add'],
    ['while a tool with a title runs', upTo('search-then-answer', 'ACTIVITY_SNAPSHOT'), 'Searching'],
    ['with what the tool says', upTo('search-then-answer', 'ACTIVITY_SNAPSHOT', 2), 'Reading 1 of 2'],
    ['with several of a sort', upTo('stopped', 'TOOL_CALL_END', 4), 'Running 3 searches in parallel'],
    ['in the answer', upTo('sums-in-order', 'TEXT_MESSAGE_CONTENT'), 'Answering'],
  ])('%s', (_when, run, words) => expect(formatLive(run)).toBe(words))

  test('says what is waited for and since when, until the first token; the notice above the composer does not', () => {
    const before = upTo('sums-in-order', 'STEP_STARTED', 2)
    const at = before.lastEventAt + 5000
    const notice = {
      type: 'CUSTOM',
      name: 'unfold.notice',
      value: { code: 'waiting', message: 'The model is loading.' },
    } as const
    const waiting = reduceRun(before, { ...notice, seq: before.lastSeq + 1, timestamp: at })
    expect(formatLive(waiting)).toBe('The model is loading…')
    expect(formatWait(waiting)).toEqual({ words: 'The model is loading…', since: before.turns.at(-1)?.startedAt })
    expect(formatRunNotice(waiting)).toBeUndefined()
    expect(formatAnnouncements(before, waiting).polite).toEqual(['The model is loading.'])
    expect(asStopped(waiting, at + 1).notice).toBeUndefined()
    const first = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm' as MessageId, delta: 'A' } as const
    expect(formatWait(reduceRun(waiting, { ...first, seq: waiting.lastSeq + 1, timestamp: at + 1 }))).toBeUndefined()
  })

  test('several of different sorts are tools', () => {
    const run = upTo('parallel', 'TOOL_CALL_START', 3)
    expect(formatLive(run)).toBe('Running 2 tools in parallel')
  })

  test.each<[Fixture, ReturnType<typeof formatSummary>]>([
    ['sums-in-order', { steps: '3 steps', detail: '3 sums', failed: false }],
    ['parallel', { steps: '3 steps', detail: '2 sums, 1 clock check', failed: false }],
    ['note-and-thinking', { steps: '1 step', detail: '1 sum', failed: false }],
    // Its second call was put right by the third.
    ['tool-failure', { steps: '1 of 3 steps failed', detail: '3 sums', failed: true }],
  ])('%s folds into a summary', (name, summary) => expect(formatSummary(runOf(name))).toEqual(summary))

  test('what is written before a tool is called is not said to be the answer', () => {
    const prose = upTo('note-and-thinking', 'TEXT_MESSAGE_CONTENT')
    expect(prose.answer?.kind).toBe('prose')
    expect(formatLive(prose)).toBe('Writing')
    expect(formatRunBadge(prose, 'open')).toBe('Writing')
    const { turn: _over, ...settled } = prose
    expect(formatLive(settled)).toBe('Answering')
  })

  test('a mistake that the model put right is none in the sum', () => {
    const run = runOf('tool-failure')
    const withoutFirst = (step: StepItem): StepItem =>
      step.kind === 'calls' ? { ...step, calls: step.calls.filter(({ toolCallId }) => toolCallId !== 'f1') } : step
    const corrected: RunView = { ...run, steps: run.steps.map(withoutFirst) }
    expect(formatSummary(corrected)).toEqual({ steps: '2 steps', detail: '2 sums', failed: false })
    const [refused] = callsOf(corrected)
    expect(refused && formatCallStatus(refused, { corrected: true })).toBe('Corrected')
    expect(formatSummary({ ...corrected, steps: corrected.steps.slice(0, 1) }).failed).toBe(true)
  })

  test('one step alone that failed is not counted', () => {
    const run = runOf('tool-failure')
    const [first] = callsOf(run)
    const alone: RunView = { ...run, steps: first ? [{ kind: 'calls', id: first.turn, calls: [first] }] : [] }
    expect(formatSummary(alone)).toEqual({ steps: 'The step failed', detail: '1 sum', failed: true })
  })
})

test('the word at the right of a row is that of its state', () => {
  expect(callsOf(runOf('stopped')).map((call) => formatCallStatus(call))).toEqual([
    undefined,
    'Stopped by you',
    'Not started',
    'Stopped by you',
  ])
  expect(callsOf(runOf('tool-failure')).map((call) => formatCallStatus(call))).toEqual(['Failed', 'Failed', undefined])
  const [writing] = callsOf(upTo('parallel', 'TOOL_CALL_START'))
  expect(writing && [formatCallStatus(writing), formatSpokenStatus(writing)]).toEqual(['Writing…', 'writing'])
})

test.each<[string, RunView, Parameters<typeof formatRunBadge>[1], string]>([
  ['sent', empty, 'connecting', 'Connecting'],
  ['working', upTo('parallel', 'STEP_STARTED'), 'open', 'Working'],
  ['answering', upTo('parallel', 'TEXT_MESSAGE_CONTENT'), 'open', 'Answering'],
  ['lost', upTo('parallel', 'STEP_STARTED'), 'reconnecting', 'Reconnecting'],
  ['without a network', upTo('parallel', 'STEP_STARTED'), 'offline', 'Offline'],
  ['done, whatever the line does', runOf('parallel'), 'offline', 'Done'],
  ['stopped', runOf('stopped'), 'open', 'Stopped'],
  ['failed', runOf('model-failure'), 'open', 'Stopped on an error'],
])('the pill of a run that is %s', (_state, run, line, words) => expect(formatRunBadge(run, line)).toBe(words))

describe('the notice', () => {
  test.each<[string, RunView, string | undefined]>([
    ['a stop', runOf('stopped'), 'You stopped this run. 1 finished step is saved.'],
    [
      'a stop with several steps done',
      asStopped(upTo('sums-in-order', 'STEP_FINISHED', 2), 0),
      'You stopped this run. 2 finished steps are saved.',
    ],
    ['a stop with nothing done', asStopped(empty, 0), 'You stopped this run.'],
    ['a failure that says what is kept', runOf('model-failure'), 'The model stopped answering. What it wrote is kept.'],
    ['waiting for a busy model', upTo('model-failure', 'CUSTOM'), 'The model provider is busy. Trying again in 2 s.'],
    ['nothing', runOf('parallel'), undefined],
  ])('of %s', (_what, run, words) => expect(formatRunNotice(run)).toBe(words))

  test('of a failure adds what is saved, and a reference where we are to blame', () => {
    const failed = (code: 'model-key' | 'internal', message: string): RunView => ({
      ...runOf('parallel'),
      state: { name: 'failed', code, message, retryable: true, reference: '4F2A' },
    })
    expect(formatRunNotice(failed('model-key', 'The key was refused.'))).toBe(
      'The key was refused. Your question and 3 steps are saved.',
    )
    expect(formatRunNotice(failed('internal', 'Something went wrong on our side. Your question is saved.'))).toBe(
      'Something went wrong on our side. Your question is saved. Reference 4F2A.',
    )
  })

  test('of a lost line says that the run continues only where it does', () => {
    expect(formatReconnect(2_400, true)).toBe('Connection lost. Trying again in 3 s. The run continues on the server.')
    expect(formatReconnect(-1, false)).toBe('Connection lost. Trying again now.')
  })
})

describe('what is spoken', () => {
  test('each call as it starts and ends, then that the answer is there with its first sentence', () => {
    expect(spoken('sums-in-order').polite).toEqual([
      ...[
        'Running add.',
        'add finished, 20.',
        'Running multiply.',
        'multiply finished, 140.',
        'Running subtract.',
        'subtract finished, 136.',
      ],
      'Answer ready. 10 plus 10 is 20, times 7 is 140, and minus 4 that leaves 136.',
    ])
  })

  test('a search by what it found, citations left out', () => {
    const { polite } = spoken('search-then-answer')
    expect(polite).toContain('Search finished, 2 sources.')
    expect(polite.at(-1)).toBe('Answer ready. A reader says the last number it has, and the log hands out what comes after it.')
  })

  test('a failure at once, a stop politely', () => {
    expect(spoken('model-failure').assertive).toEqual(['The model stopped answering. What it wrote is kept.'])
    expect(spoken('stopped')).toMatchObject({ assertive: [] })
    expect(spoken('stopped').polite.at(-1)).toBe('Stopped.')
    expect(spoken('tool-failure').polite).toContain('divide failed. 828 ÷ 0 has no result.')
  })
})

describe('a call as a line', () => {
  test.each([
    ['', false, 'add('],
    ['{', false, 'add('],
    ['{"x', false, 'add(x'],
    ['{"x":1', false, 'add(x: 1'],
    ['{"x":10,"y"', false, 'add(x: 10, y'],
    ['{ "x" : 10,\n "y": "ten" }', true, 'add(x: 10, y: "ten")'],
    ['{"x":{"a":[1,2]},"y":"a \\"b\\" {c}"}', true, 'add(x: {a: [1, 2]}, y: "a \\"b\\" {c}")'],
    ['{"place":"Orl\\u00e9ans, caf\\u00e9"}', true, 'add(place: "Orléans, café")'],
    ['{"place":"Orl\\u00', false, 'add(place: "Orl'],
    ['{}', true, 'add()'],
  ])('%s', (argsText, closed, line) => expect(formatCall('add', argsText, closed)).toBe(line))

  test.each([
    ['1267650600228229401496703205376', '1267650600228229401496703205376'],
    ['"17:42"', '17:42'],
    ['true', 'true'],
    ['"two\\nlines"', undefined],
    ['[1,2]', undefined],
    ['{"a":1}', undefined],
    [`"${'x'.repeat(300)}"`, undefined],
    ['"broken', undefined],
  ])('the value %s fits on it as %s', (value, inline) => expect(formatInlineResult({ value })).toBe(inline))
})
