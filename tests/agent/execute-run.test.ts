import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultRunLimits } from '@/lib/agent/run-options'
import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, RunEventOf, RunEventType } from '@/lib/protocol/event'
import { add, fail, runScript, startScript, toolNamed, typesOf } from '@/tests/support/run-script'
import { call, finalAnswer, ScriptedModel, type ScriptedTurn, say } from '@/tests/support/scripted-model'

const eventsOf = <T extends RunEventType>(events: NumberedEvent[], type: T) =>
  events.filter((event): event is NumberedEvent & RunEventOf<T> => event.type === type)
const textOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'TEXT_MESSAGE_CONTENT')
    .map((event) => event.delta)
    .join('')
const resultsOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'TOOL_CALL_RESULT').map(({ content, metadata }) => [metadata.status, content])
const endOf = (events: NumberedEvent[]) => events.at(-1)

const step = (...types: string[]) => ['STEP_STARTED', ...types, 'STEP_FINISHED']
const oneCall = [
  'TOOL_CALL_START',
  'TOOL_CALL_ARGS',
  'TOOL_CALL_END',
  'ACTIVITY_SNAPSHOT',
  'TOOL_CALL_RESULT',
  'ACTIVITY_SNAPSHOT',
]
const answer = ['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END']
const ten = finalAnswer('It is **10**.', ['add'])

describe('executeRun', () => {
  test.each<[string, ScriptedTurn[], string[]]>([
    ['answers by final_answer, its text apart from tool calls', [[ten]], ['RUN_STARTED', ...step(...answer), 'RUN_FINISHED']],
    ['takes plain text for an answer too', [say('It is 10.')], ['RUN_STARTED', ...step(...answer), 'RUN_FINISHED']],
    [
      'runs a tool, then answers',
      [[call('add', { x: 9, y: 1 })], [ten]],
      ['RUN_STARTED', ...step(...oneCall), ...step(...answer), 'RUN_FINISHED'],
    ],
    [
      'ends a note when a call follows it',
      [[{ say: 'First the sum.' }, call('add', { x: 9, y: 1 })], [ten]],
      ['RUN_STARTED', ...step(...answer, ...oneCall), ...step(...answer), 'RUN_FINISHED'],
    ],
    [
      'shows thinking, and ends it when the model goes on',
      [[{ think: 'Hm, nine.' }, ten]],
      [
        'RUN_STARTED',
        ...step(
          'REASONING_START',
          'REASONING_MESSAGE_START',
          'REASONING_MESSAGE_CONTENT',
          'REASONING_MESSAGE_END',
          'REASONING_END',
          ...answer,
        ),
        'RUN_FINISHED',
      ],
    ],
    [
      'L4 shows a tool that throws, and goes on',
      [[call('fail', { x: 1, y: 2 })], say('Sorry.')],
      ['RUN_STARTED', ...step(...oneCall), ...step(...answer), 'RUN_FINISHED'],
    ],
    [
      'L4 shows refused arguments, and goes on',
      [[call('add', { x: 'nine' })], [ten]],
      ['RUN_STARTED', ...step(...oneCall), ...step(...answer), 'RUN_FINISHED'],
    ],
    [
      'L4 answers a call of a tool that does not exist',
      [[call('teleport', {})], [ten]],
      [
        'RUN_STARTED',
        ...step('TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT'),
        ...step(...answer),
        'RUN_FINISHED',
      ],
    ],
    ['L5 an empty answer is a failure', [say('')], ['RUN_STARTED', ...step(), 'RUN_ERROR']],
    [
      'L5 a turn without a finish reason is cut off, and its text is kept',
      [[{ say: 'It is' }, { finish: undefined }]],
      ['RUN_STARTED', ...step(...answer), 'RUN_ERROR'],
    ],
  ])('%s', async (_title, script, types) => {
    const { events } = await runScript(script)
    expect(typesOf(events)).toEqual(types)
  })

  test('gives the model its own calls and their results, as the scratchpad', async () => {
    const { model } = await runScript([[call('add', { x: 9, y: 1 }), call('fail', { x: 1, y: 1 })], [ten]])
    const [, , ai, first, second] = model.asked[1]?.messages ?? []
    expect(ai).toMatchObject({ tool_calls: [{ name: 'add', args: { x: 9, y: 1 } }, { name: 'fail' }] })
    expect(first).toMatchObject({ content: '10', status: 'success' })
    expect(second).toMatchObject({ content: 'Error: The shop is closed. (503)', status: 'error' })
  })

  test('offers all tools and final_answer, and on the last turn of the budget only final_answer', async () => {
    const turns = Array.from({ length: 7 }, (_turn, index) => [call('add', { x: index, y: 1 })])
    const { model, events } = await runScript([...turns, [ten]])
    expect(model.asked.map(({ tools }) => tools.length)).toEqual([3, 3, 3, 3, 3, 3, 3, 1])
    expect(endOf(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' }, result: { toolsUsed: ['add'] } })
  })

  test('a model that still calls tools on its last turn has reached the step limit', async () => {
    const turns = Array.from({ length: 8 }, (_turn, index) => [call('add', { x: index, y: 1 })])
    const { events } = await runScript(turns)
    expect(endOf(events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'step-limit',
      message: 'Stopped after 8 steps without an answer.',
    })
  })

  test('that the model tries a refused call again is said only where it has a turn with tools left', async () => {
    const turns = Array.from({ length: 7 }, (_turn, index) => [call('add', { x: index })])
    const { events } = await runScript([...turns, [ten]])
    const message = 'The tool could not use these arguments: "y is missing".'
    expect(eventsOf(events, 'TOOL_CALL_RESULT').map(({ metadata }) => metadata.error)).toEqual([
      ...Array.from({ length: 6 }, () => ({ message, triesAgain: true })),
      { message },
    ])
  })

  test('final_answer beside other calls is asked for again when they have run', async () => {
    const { events, model } = await runScript([[call('add', { x: 9, y: 1 }), finalAnswer('It is 11.')], [ten]])
    expect(textOf(events)).toBe('It is **10**.')
    expect(model.asked[1]?.messages.at(-1)?.content).toContain('Call final_answer again')
  })

  test('of two final answers in a turn the first counts', async () => {
    expect(textOf((await runScript([[ten, finalAnswer('No, 11.')]])).events)).toBe('It is **10**.')
  })

  test('a third identical call gets the earlier result and a hint', async () => {
    const same = [call('add', { x: 9, y: 1 })]
    const { events, model } = await runScript([same, same, same, [ten]])
    expect(resultsOf(events).map(([status]) => status)).toEqual(['ok', 'ok', 'ok'])
    expect(model.asked[3]?.messages.at(-1)?.content).toMatch(/^10\n\nYou have made this call before/)
  })

  test('a call that is complete starts while the model still writes the next one', async () => {
    const order: string[] = []
    let release = () => {}
    const begun = new Promise<void>((resolve) => {
      release = resolve
    })
    const early = toolNamed('early', z.object({}), async () => {
      order.push('early runs')
      release()
      return { content: 'ok' }
    })
    const script: ScriptedTurn = [
      call('early', {}),
      () => begun,
      () => void order.push('model writes on'),
      call('add', { x: 1, y: 1 }),
    ]
    const { events } = await runScript([script, [ten]], { tools: [early, add] })
    expect(order).toEqual(['early runs', 'model writes on'])
    expect(endOf(events)).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('a tool with effects waits until the model has finished its turn well', async () => {
    let ran = 0
    const send = toolNamed(
      'send',
      z.object({}),
      async () => {
        ran += 1
        return { content: 'sent' }
      },
      { effects: 'external' },
    )
    const { events } = await runScript([[call('send', {}), { finish: undefined }]], { tools: [send] })
    expect(ran).toBe(0)
    expect(endOf(events)).toMatchObject({ type: 'RUN_ERROR', code: 'cut-off' })
  })

  test('at most five tools run at once; the others are queued and say so', async () => {
    let running = 0
    let most = 0
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const slow = toolNamed(
      'slow',
      z.object({ n: z.number() }),
      async () => {
        running += 1
        most = Math.max(most, running)
        await gate
        running -= 1
        return { content: 'ok' }
      },
      { timeoutMs: 5000 },
    )
    const calls = Array.from({ length: 10 }, (_call, n) => call('slow', { n }, `call_${n}`))
    const { events } = await runScript([[...calls, () => open()], [ten]], { tools: [slow] })
    expect(most).toBe(5)
    expect(eventsOf(events, 'ACTIVITY_SNAPSHOT').filter((event) => event.content.state === 'queued')).toHaveLength(5)
  })

  test('a tool that does not answer in its time fails with a sentence', async () => {
    const silent = toolNamed('silent', z.object({}), () => new Promise(() => {}), { timeoutMs: 20 })
    const { events } = await runScript([[call('silent', {})], [ten]], { tools: [silent] })
    expect(resultsOf(events)).toEqual([['error', expect.stringContaining('silent did not answer within')]])
  })

  test('results over 32 KiB are cut for the model, and the cut is said', async () => {
    const long = toolNamed('long', z.object({}), async () => ({ content: '😀'.repeat(20_000) }))
    const { events, model } = await runScript([[call('long', {})], [ten]], { tools: [long] })
    const content = String(model.asked[1]?.messages.at(-1)?.content)
    expect(Buffer.byteLength(content)).toBeLessThan(33_000)
    expect(content).toMatch(/^(😀)+\n\n\[\d+ more characters were cut off here\.\]$/u)
    expect(eventsOf(events, 'TOOL_CALL_RESULT')[0]?.metadata.truncated).toBeGreaterThan(0)
  })

  test('numbers keep every digit on their way to a tool', async () => {
    const digits = '1267650600228229401496703205376'
    const echo = toolNamed('echo', z.object({ x: z.union([z.number(), z.string()]) }), async ({ x }) => ({ content: String(x) }))
    const { events } = await runScript([[call('echo', `{"x": ${digits}}`)], [ten]], { tools: [echo] })
    expect(resultsOf(events)).toEqual([['ok', digits]])
  })

  test('sources are numbered by address over the whole run', async () => {
    const found: Record<string, string[]> = { a: ['/one', '/two'], b: ['/two', '/three'] }
    const search = toolNamed('search', z.object({ query: z.string() }), async ({ query }) => ({
      content: '[#1] first, [#2] second',
      sources: (found[query] ?? []).map((url) => ({ url, title: url, passage: '' })),
    }))
    const { events } = await runScript([[call('search', { query: 'a' }, 'a'), call('search', { query: 'b' }, 'b')], [ten]], {
      tools: [search],
    })
    expect(resultsOf(events).map(([, content]) => content)).toEqual(['[1] first, [2] second', '[2] first, [3] second'])
  })

  test('Stop ends the run as cancelled, with unfinished calls answered so', async () => {
    const stop = new AbortController()
    const script: ScriptedTurn = [call('add', { x: 9, y: 1 }), { call: 'add', args: '{"x": 1' }, () => stop.abort('stopped')]
    const { promise, log } = startScript(new ScriptedModel([script]), { signal: stop.signal })
    await promise
    const events = [...log.entriesAfter(0)].map((entry) => entry.event)
    expect(endOf(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
    expect(resultsOf(events).at(-1)).toEqual(['cancelled', 'Stopped by you.'])
  })

  test('what was said to run has ended when its call failed, was too slow, waited, or was stopped', async () => {
    const stop = new AbortController()
    const slow = toolNamed('slow', z.object({ n: z.number() }), () => new Promise(() => {}), { timeoutMs: 60_000 })
    const calls = Array.from({ length: 7 }, (_, n) => call('slow', { n }))
    const script: ScriptedTurn = [call('fail', { x: 1, y: 2 }), ...calls, () => stop.abort('stopped')]
    const { events } = await runScript([script], { tools: [fail, slow], signal: stop.signal })
    const last = new Map(eventsOf(events, 'ACTIVITY_SNAPSHOT').map(({ content }) => [content.toolCallId, content.state]))
    expect([...last.values()]).toEqual(Array.from({ length: 8 }, () => 'ended'))
  })

  test('a run stopped before it began still begins and ends', async () => {
    const { events } = await runScript([[ten]], { signal: AbortSignal.abort('stopped') })
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
  })

  test('the deadline ends the run as failed, with its sentence', async () => {
    const signal = AbortSignal.abort(new AppError('deadline'))
    expect(endOf((await runScript([[ten]], { signal })).events)).toMatchObject({ type: 'RUN_ERROR', code: 'deadline' })
  })

  test('a model that says nothing is given up, and so is one that stops in the middle', async () => {
    const never = () => new Promise<void>(() => {})
    const limits = { ...defaultRunLimits, firstTokenMs: 20, betweenTokensMs: 20 }
    for (const script of [[never], [{ say: 'It is' }, never]]) {
      const { events } = await runScript([script], { limits })
      expect(endOf(events)).toMatchObject({ type: 'RUN_ERROR', code: 'model-stalled' })
    }
  })

  test('the output of a run is bounded', async () => {
    const { events } = await runScript([say('ten '.repeat(1000))], { limits: { ...defaultRunLimits, maxOutputTokens: 100 } })
    expect(endOf(events)).toMatchObject({ type: 'RUN_ERROR', code: 'cut-off' })
    expect(textOf(events).length).toBeLessThan(500)
  })

  test('the sum of the tokens of all turns is in the ending', async () => {
    const { events } = await runScript([[call('add', { x: 9, y: 1 })], [ten]])
    expect(endOf(events)).toMatchObject({ usage: [{ model: 'scripted', inputTokens: 20, outputTokens: 10 }] })
  })

  test('a bug in a tool ends neither the process nor the run', async () => {
    const broken = { ...add, start: () => Promise.reject(new TypeError('x is not a function')) }
    const { events } = await runScript([[call('add', { x: 1, y: 1 })], [ten]], { tools: [broken] })
    expect(resultsOf(events)[0]?.[0]).toBe('error')
    expect(endOf(events)).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('on the last turn an answer counts, also beside a call, which is not run', async () => {
    const calls = Array.from({ length: 7 }, (_turn, index) => [call('add', { x: index, y: 1 })])
    const { events } = await runScript([...calls, [finalAnswer('It is 10.'), call('add', { x: 99, y: 1 })]])
    expect(endOf(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
    expect(resultsOf(events)).not.toContainEqual(['ok', '100'])
  })

  test('final_answer with other arguments goes back to the model, once', async () => {
    const wrong = [call('final_answer', { text: 'It is 10.' })]
    const { events, model } = await runScript([wrong, [ten]])
    expect(textOf(events)).toBe('It is **10**.')
    expect(model.asked[1]?.messages.at(-1)?.content).toContain('`answer` was missing')
    expect(endOf((await runScript([wrong, wrong])).events)).toMatchObject({ type: 'RUN_ERROR', code: 'empty-answer' })
  })

  test('the tools used are those that answered, also when the run is stopped', async () => {
    const stop = new AbortController()
    const script: ScriptedTurn[] = [[call('add', { x: 9, y: 1 }), call('teleport', {})], [() => stop.abort('stopped')]]
    const { promise, log } = startScript(new ScriptedModel(script), { signal: stop.signal })
    await promise
    expect([...log.entriesAfter(0)].at(-1)?.event).toMatchObject({
      outcome: { type: 'cancelled' },
      result: { toolsUsed: ['add'] },
    })
  })

  test('what a turn that was cut off has cost is in the ending', async () => {
    const { events } = await runScript([[{ say: 'It is' }, { finish: 'length' }]])
    expect(endOf(events)).toMatchObject({ code: 'cut-off', usage: [{ outputTokens: 5 }] })
  })

  test('one answer that is longer than the history may be is cut, not left out', async () => {
    const { model } = await runScript([[ten]], { history: [{ question: 'Long?', answer: 'x'.repeat(70_000), sources: 0 }] })
    expect(String(model.asked[0]?.messages[2]?.content)).toHaveLength(60_004)
  })

  test('history is given without its citation numbers', async () => {
    const { model } = await runScript([[ten]], {
      history: [{ question: 'How tall?', answer: 'It is 330 m [1][2], so [1, 2] or【2†a】, `a[1]` and [3].', sources: 2 }],
    })
    expect(model.asked[0]?.messages.map((message) => message.content).slice(1)).toEqual([
      'How tall?',
      'It is 330 m, so or, `a[1]` and [3].',
      'What is 9 plus 1?',
    ])
  })
})
