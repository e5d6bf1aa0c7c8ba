import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentModel } from '@/lib/agent/agent'
import { createCompatible } from '@/lib/agent/models/compatible'
import { newFeatures } from '@/lib/agent/models/features'
import { defaultRunLimits, type ExecuteRunOptions } from '@/lib/agent/run-options'
import type { NumberedEvent, RunEventOf, RunEventType } from '@/lib/protocol/event'
import {
  badGateway,
  busy,
  contextTooLong,
  cutArguments,
  dropMidStream,
  emptyAnswer,
  endlessAnswer,
  endWithoutFinishReason,
  errorInsideStream,
  finishReason,
  forbidden,
  keepAlivesOnly,
  keyRefused,
  malformedChunk,
  modelNotFound,
  outOfQuota,
  promptFiltered,
  refuses,
  serverError,
  stallAfter,
  stallBeforeFirstToken,
  unknownTool,
} from '@/tests/support/faults'
import { noticesIn } from '@/tests/support/notices'
import {
  bytesOneAtATime,
  callTools,
  crlf,
  finalAnswer,
  gate,
  join,
  type Reply,
  say,
  stream,
  type ToolCallDelta,
  think,
} from '@/tests/support/replies'
import { startScript, typesOf } from '@/tests/support/run-script'
import { ScriptedModel } from '@/tests/support/scripted-model'
import { refusedUrl, startUpstream, type Upstream } from '@/tests/support/upstream'

let upstream: Upstream
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(() => upstream.close())

const newModel = (openaiBaseUrl: string): AgentModel => {
  const settings = { openaiApiKey: 'test', openaiBaseUrl, maxOutputTokens: 16_000 }
  const provider = createCompatible(settings)
  return {
    name: { id: 'test-model', label: 'Test model' },
    features: newFeatures(),
    create: (features, signs) => provider.create('test-model', features, signs),
  }
}

/** Plays replies of a real HTTP server through the real provider, executor, handler and log. */
async function run(replies: Reply[], options: Partial<ExecuteRunOptions> = {}): Promise<NumberedEvent[]> {
  upstream.reply(...replies)
  const { promise, log } = startScript(new ScriptedModel([]), { model: newModel(upstream.url), now: Date.now, ...options })
  await promise
  return [...log.entriesAfter(0)].map((entry) => entry.event)
}

const eventsOf = <T extends RunEventType>(events: NumberedEvent[], type: T) =>
  events.filter((event): event is NumberedEvent & RunEventOf<T> => event.type === type)
const textOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'TEXT_MESSAGE_CONTENT')
    .map(({ delta }) => delta)
    .join('')
const resultsOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'TOOL_CALL_RESULT').map(({ content, metadata }) => [metadata.status, content])
const soon = { ...defaultRunLimits, firstTokenMs: 300, betweenTokensMs: 300 }

describe('what a model provider does wrong ends in the right event and the right words', () => {
  test.each<[string, Reply[], string, RegExp]>([
    ['a key that is refused', [keyRefused()], 'model-key', /did not accept the key/],
    ['a key without rights', [forbidden()], 'model-key', /refused access/],
    ['an unknown model', [modelNotFound()], 'model-unknown', /does not offer the model “?"?test-model/],
    ['an account without credit', [outOfQuota()], 'model-quota', /no credit/],
    ['a chat that is too long', [contextTooLong()], 'context-too-long', /longer than the model can read/],
    ['a question that is filtered', [promptFiltered()], 'content-filter', /content/],
    ['a wait that is too long', [busy({ retryAfterSeconds: 90 })], 'model-busy', /busy/],
    ['a connection that drops in the middle', [dropMidStream()], 'cut-off', /cut off/],
    ['a frame that is no JSON', [malformedChunk()], 'cut-off', /cut off|could not be read/],
    ['an error inside the stream', [errorInsideStream()], 'cut-off', /cut off/],
    ['an end without a finish reason', [endWithoutFinishReason()], 'cut-off', /connection to the model ended early/],
    ['a length limit', [finishReason('length')], 'cut-off', /length limit/],
    ['a content filter', [finishReason('content_filter')], 'content-filter', /content/],
    ['an empty answer', [emptyAnswer()], 'empty-answer', /no answer/],
    ['arguments that are cut off', [cutArguments()], 'cut-off', /cut off/],
    ['arguments that are cut off by a length limit', [cutArguments('length')], 'cut-off', /cut off/],
  ])('%s', async (_title, replies, code, words) => {
    const events = await run(replies)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code, message: expect.stringMatching(words) })
  })

  test.each<[string, Reply, number]>([
    ['silence before the first token', stallBeforeFirstToken(), 0],
    ['silence between two tokens', stallAfter(3), 3],
  ])('%s is a stall, and its socket is closed', async (_title, reply, tokens) => {
    const events = await run([reply], { limits: soon })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'model-stalled' })
    expect(eventsOf(events, 'TEXT_MESSAGE_CONTENT').length > 0).toBe(tokens > 0)
    await upstream.requests[0]?.finished
    expect(upstream.requests[0]?.closedAt).toBeDefined()
  })

  test.each<[string, Reply, string]>([
    ['nothing has come', stallBeforeFirstToken(), 'Waiting for the model.'],
    ['only comments come', keepAlivesOnly(), 'The model is at work.'],
  ])('what is waited for is said when %s', async (_title, quiet, message) => {
    const stop = new AbortController()
    const limits = { ...defaultRunLimits, quietMs: 500 }
    upstream.reply(quiet)
    const { promise, log } = startScript(new ScriptedModel([]), {
      model: newModel(upstream.url),
      now: Date.now,
      limits,
      signal: stop.signal,
    })
    for await (const event of log.read()) if (noticesIn([event]).length > 0) stop.abort('stopped')
    await promise
    expect(noticesIn([...log.entriesAfter(0)].map(({ event }) => event))).toEqual([{ code: 'waiting', message }])
  })

  test('a provider that cannot be reached', async () => {
    const events = await run([], { model: newModel(await refusedUrl()), signal: AbortSignal.timeout(60_000) })
    expect(noticesIn(events).map(({ code }) => code)).toEqual(['retrying', 'retrying'])
    expect(events.at(-1)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'model-unreachable',
      message: expect.stringContaining('could not be reached'),
    })
  })

  test('an endless answer is cut at the run’s own limit', async () => {
    const events = await run([endlessAnswer()], { limits: { ...defaultRunLimits, maxOutputTokens: 200 } })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'cut-off' })
    await upstream.requests[0]?.finished
    expect(upstream.requests[0]?.closedAt).toBeDefined()
  })

  const inOnePiece = { fragment: Number.MAX_SAFE_INTEGER }
  const huge: [string, (chars: number) => Reply][] = [
    ['text', (chars) => say('x'.repeat(chars), { tokens: 1 })],
    ['thinking', (chars) => stream([{ type: 'delta', delta: { reasoning_content: 'x'.repeat(chars) } }])],
    ['an answer', (chars) => finalAnswer('🧵'.repeat(chars / 2), [], inOnePiece)],
    ['arguments', (chars) => callTools([{ name: 'add', args: { x: 'x'.repeat(chars), y: 1 } }], inOnePiece)],
  ]
  const deltasOf = (events: NumberedEvent[]) => events.flatMap((event) => ('delta' in event ? [event.delta as string] : []))

  test.each(huge)('%s that comes in one piece beyond the limit is written up to it', async (_title, reply) => {
    const events = await run([reply(200_000)], { limits: { ...defaultRunLimits, maxOutputTokens: 1_000 } })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'cut-off' })
    const text = deltasOf(events).join('')
    expect(text.length).toBeGreaterThan(3_900)
    expect(text.length).toBeLessThanOrEqual(4_000)
    expect(text.isWellFormed()).toBe(true)
  })

  // The client would take the square of its length to read it: seconds in which the process does nothing else.
  test.each(huge)('%s of megabytes in one piece is not read', async (_title, reply) => {
    const events = await run([reply(4_000_000)])
    const message = 'The model provider sent too much data at once.'
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'cut-off', message })
    expect(deltasOf(events)).toEqual([])
  })

  test.each<[string, Reply]>([
    ['a 429 with Retry-After', busy({ retryAfterSeconds: 0 })],
    ['a 429 with retry-after-ms', busy({ retryAfterMs: 5 })],
    ['a 429 without', busy()],
    ['a 500', serverError()],
    ['a 503 in HTML', badGateway()],
  ])('%s is tried again, with a notice, and the answer comes', async (_title, fault) => {
    const events = await run([fault, finalAnswer('There you are.')])
    expect(noticesIn(events)).toEqual([
      expect.objectContaining({ code: 'retrying', message: expect.stringMatching(/Trying again in \d+ s\.$/) }),
    ])
    expect(textOf(events)).toBe('There you are.')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
  })

  test('is tried again at most twice', async () => {
    const events = await run([busy({ retryAfterMs: 5 }), busy({ retryAfterMs: 5 }), busy({ retryAfterMs: 5 })])
    expect(upstream.requests).toHaveLength(3)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'model-busy' })
  })

  test.each(['openai', 'vllm', 'mistral'] as const)(
    'an endpoint that refuses parameters (%s) is used without, with a notice',
    async (dialect) => {
      const events = await run([refuses('tool_choice', dialect), refuses('parallel_tool_calls', dialect), say('Plain it is.')])
      expect(noticesIn(events).map(({ code }) => code)).toEqual(['fallback', 'fallback'])
      expect(upstream.requests.at(-1)?.body).not.toHaveProperty('tool_choice')
      expect(upstream.requests.at(-1)?.body).not.toHaveProperty('parallel_tool_calls')
      expect(textOf(events)).toBe('Plain it is.')
    },
  )

  test('two runs that meet a refusal at once both go on without', async () => {
    const model = newModel(upstream.url)
    upstream.reply(refuses('tool_choice'), refuses('tool_choice'), say('One.'), say('Two.'))
    const runs = [1, 2].map(() => startScript(new ScriptedModel([]), { model, now: Date.now }))
    await Promise.all(runs.map(({ promise }) => promise))
    for (const { log } of runs) expect([...log.entriesAfter(0)].at(-1)?.event).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('a call of a tool that does not exist is answered, and the run goes on', async () => {
    const events = await run([unknownTool('fly'), finalAnswer('I cannot fly.')])
    expect(resultsOf(events)).toEqual([['error', expect.stringContaining('There is no tool named "fly"')]])
    expect(textOf(events)).toBe('I cannot fly.')
  })

  test('the same call for ever ends at the step limit', async () => {
    const events = await run(Array.from({ length: 8 }, () => callTools([{ name: 'add', args: { x: 1, y: 1 } }])))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'step-limit' })
  })
})

/** A call in one piece, with an index that need not be its own. */
const whole = (call: { name: string; args: object }, n: number, index: number | undefined): ToolCallDelta => ({
  ...(index !== undefined && { index }),
  id: `call_${n}`,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.args) },
})

describe('what a model provider does right arrives whole', () => {
  const two = [
    { name: 'add', args: { x: 10, y: 10 } },
    { name: 'add', args: { x: 7, y: 6 } },
  ]

  test.each<[string, Reply]>([
    ['one call after the other', callTools(two)],
    ['calls interleaved', callTools(two, { interleaved: true, fragment: 1 })],
    ['bytes one at a time', bytesOneAtATime(callTools(two))],
    ['lines that end in CR LF', crlf(callTools(two))],
    ['a note before the calls', join(say('Two sums.'), callTools(two))],
    ['thinking before the calls', join(think('Two sums.'), callTools(two))],
  ])('%s', async (_title, reply) => {
    const events = await run([reply, finalAnswer('20 and 13, “naïve” 🧵.', ['add'], { fragment: 3 })])
    expect(resultsOf(events).toSorted()).toEqual([
      ['ok', '13'],
      ['ok', '20'],
    ])
    expect(textOf(events)).toContain('20 and 13, “naïve” 🧵.')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', result: { toolsUsed: ['add'] } })
  })

  test.each<[string, (index: number | undefined) => Reply]>([
    ['in one chunk', (index) => stream([{ type: 'delta', delta: { tool_calls: two.map((call, n) => whole(call, n, index)) } }])],
    [
      'in two chunks',
      (index) => stream(two.map((call, n) => ({ type: 'delta', delta: { tool_calls: [whole(call, n, index)] } }))),
    ],
  ])('calls %s that the server did not number apart', async (_title, reply) => {
    for (const index of [0, undefined]) {
      const events = await run([reply(index), finalAnswer('20 and 13.')])
      expect(resultsOf(events).toSorted()).toEqual([
        ['ok', '13'],
        ['ok', '20'],
      ])
    }
  })

  test('the agent asks for streaming, with tools forced, and gives results back as tool messages', async () => {
    await run([callTools(two), finalAnswer('Done.')])
    const [first, second] = upstream.requests
    expect(first?.body).toMatchObject({
      stream: true,
      tool_choice: 'required',
      parallel_tool_calls: true,
      stream_options: { include_usage: true },
    })
    expect(second?.body.messages.slice(-3)).toMatchObject([
      { role: 'assistant', tool_calls: [{}, {}] },
      { role: 'tool', content: '20' },
      { role: 'tool', content: '13' },
    ])
  })

  test('thinking becomes reasoning events, apart from the answer', async () => {
    const events = await run([join(think('Let me see.'), say('It is 20.'))])
    expect(
      eventsOf(events, 'REASONING_MESSAGE_CONTENT')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe('Let me see.')
    expect(textOf(events)).toBe('It is 20.')
    expect(typesOf(events).indexOf('REASONING_END')).toBeLessThan(typesOf(events).indexOf('TEXT_MESSAGE_START'))
  })

  test('Stop reaches the provider’s socket within a second', async () => {
    const stop = new AbortController()
    const hold = gate()
    const reply = join(say('It is'), hold, stallBeforeFirstToken())
    const running = run([reply], { signal: stop.signal })
    await upstream.reached(hold)
    upstream.open(hold)
    const stoppedAt = Date.now()
    stop.abort('stopped')
    const events = await running
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
    await upstream.requests[0]?.finished
    expect((upstream.requests[0]?.closedAt ?? Number.POSITIVE_INFINITY) - stoppedAt).toBeLessThan(1000)
  })
})
