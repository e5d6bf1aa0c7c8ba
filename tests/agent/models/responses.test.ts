import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExecuteRunOptions } from '@/lib/agent/run-options'
import type { NumberedEvent, RunEventOf, RunEventType, RunId } from '@/lib/protocol/event'
import type { Effort } from '@/lib/protocol/model-offer'
import { findInheritedSteps } from '@/lib/run-view/fold-runs'
import { createAgentModel } from '@/lib/server/models/agent-model'
import { noticesIn } from '@/tests/support/notices'
import {
  calls,
  failed,
  incomplete,
  type ResponsesReply,
  type ResponsesServer,
  response,
  startResponsesServer,
  thinks,
  writes,
} from '@/tests/support/responses-server'
import { startScript } from '@/tests/support/run-script'
import { ScriptedModel } from '@/tests/support/scripted-model'

let server: ResponsesServer
beforeEach(async () => {
  server = await startResponsesServer()
})
afterEach(() => server.close())

let models = 0
/** What a model takes is remembered by its name, so each test has one of its own. */
const newModelId = (family = 'gpt-5.1') => {
  models += 1
  return `${family}-test-${models}`
}
const modelOf = (modelId: string, effort?: Effort) =>
  createAgentModel(
    { id: modelId, label: modelId, provider: 'openai', ...(effort && { effort }) },
    { openaiApiKey: 'test-key', fetch: server.fetch, maxOutputTokens: 16_000, demoTokensPerSecond: 0 },
  )

async function run(replies: ResponsesReply[], model = modelOf(newModelId()), options: Partial<ExecuteRunOptions> = {}) {
  server.reply(...replies)
  const { promise, log } = startScript(new ScriptedModel([]), { model, now: Date.now, ...options })
  await promise
  return [...log.entriesAfter(0)].map((entry) => entry.event)
}
const eventsOf = <T extends RunEventType>(events: NumberedEvent[], type: T) =>
  events.filter((event): event is NumberedEvent & RunEventOf<T> => event.type === type)
const answerOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'TEXT_MESSAGE_CONTENT')
    .map(({ delta }) => delta)
    .join('')
const thoughtOf = (events: NumberedEvent[]) =>
  eventsOf(events, 'REASONING_MESSAGE_CONTENT')
    .map(({ delta }) => delta)
    .join('')

test('what a model thinks is told, its calls are made, and it goes on from what it thought', async () => {
  const events = await run([
    response(
      thinks(0, '**Adding** two numbers.', 'It is a sum.'),
      calls(1, 'add', { x: 9, y: 1 }, 'call_a'),
      calls(2, 'add', { x: 2, y: 2 }, 'call_b'),
    ),
    response(thinks(0, 'Now I know.'), calls(1, 'final_answer', { answer: 'It is 10.', tools_used: ['add'] })),
  ])
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
  expect(thoughtOf(events)).toBe('**Adding** two numbers.\n\nIt is a sum.Now I know.')
  expect(answerOf(events)).toBe('It is 10.')
  expect(eventsOf(events, 'TOOL_CALL_RESULT').map(({ content }) => content)).toEqual(['10', '4'])
  expect(eventsOf(events, 'RUN_FINISHED')[0]?.usage).toMatchObject([{ inputTokens: 200, outputTokens: 100, totalTokens: 300 }])

  const [first, second] = server.requests.map(({ body }) => body)
  expect(first).toMatchObject({
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    reasoning: { summary: 'auto' },
    tool_choice: 'required',
    parallel_tool_calls: true,
    max_output_tokens: 16_000,
  })
  expect(first?.input.map(({ role }) => role)).toEqual(['developer', 'user'])
  expect(second?.input.slice(2)).toEqual([
    {
      type: 'reasoning',
      id: 'rs_0',
      summary: [
        { type: 'summary_text', text: '**Adding** two numbers.' },
        { type: 'summary_text', text: 'It is a sum.' },
      ],
      encrypted_content: 'sealed-thought-0',
    },
    { type: 'function_call', call_id: 'call_a', name: 'add', arguments: '{"x":9,"y":1}' },
    { type: 'function_call', call_id: 'call_b', name: 'add', arguments: '{"x":2,"y":2}' },
    { type: 'function_call_output', call_id: 'call_a', output: '10' },
    { type: 'function_call_output', call_id: 'call_b', output: '4' },
  ])
})

test('another question, and a run that goes on from a stored one, are asked as OpenAI takes them', async () => {
  const modelId = newModelId()
  const first = await run(
    [response(thinks(0, 'A sum.'), calls(1, 'add', { x: 1, y: 1 }, 'call_c')), failed('server_error', 'Sorry.')],
    modelOf(modelId),
  )
  expect(first.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
  const from = { runId: 'run-1' as RunId, seq: first.length, action: 'continue' as const }
  const inheritedSteps = findInheritedSteps(
    [{ runId: from.runId, model: { id: modelId, label: '' }, events: first, ended: true }],
    from,
  )
  if (!inheritedSteps) throw new Error('There is nothing to go on from.')
  const events = await run([response(writes(0, 'It is two.'))], modelOf(modelId), {
    from,
    inheritedSteps,
    history: [{ question: 'Before?', answer: 'Yes.', sources: 0 }],
  })
  expect(answerOf(events)).toBe('It is two.')
  expect(server.requests.at(-1)?.body.input.map(({ type, role, call_id }) => role ?? call_id ?? type)).toEqual([
    'developer',
    'user',
    'assistant',
    'user',
    'reasoning',
    'call_c',
    'call_c',
  ])
})

test('what was thought under the key of another organisation is left out, and the run goes on', async () => {
  const first = await run([
    response(thinks(0, 'A sum.'), calls(1, 'add', { x: 1, y: 1 }, 'call_c')),
    failed('insufficient_quota', 'No credit.'),
  ])
  const from = { runId: 'run-1' as RunId, seq: first.length, action: 'continue' as const }
  const inheritedSteps = findInheritedSteps(
    [{ runId: from.runId, model: { id: 'm', label: '' }, events: first, ended: true }],
    from,
  )
  if (!inheritedSteps) throw new Error('There is nothing to go on from.')
  const message = 'The encrypted content for item rs_0 could not be verified.'
  const refusal = { status: 400, error: { message, code: 'invalid_encrypted_content' } }
  const modelId = newModelId()
  const events = await run([refusal, response(writes(0, 'It is two.'))], modelOf(modelId), { from, inheritedSteps })
  expect(answerOf(events)).toBe('It is two.')
  const typesOf = (n: number) => server.requests.at(n)?.body.input.map(({ type }) => type)
  expect(typesOf(-2)).toEqual(['message', 'message', 'reasoning', 'function_call', 'function_call_output'])
  expect(typesOf(-1)).toEqual(['message', 'message', 'function_call', 'function_call_output'])
  // That says nothing of what this key has thought itself.
  await run([response(thinks(0, 'A sum.'), calls(1, 'add', { x: 1, y: 1 })), response(writes(0, 'Two.'))], modelOf(modelId))
  expect(typesOf(-1)).toContain('reasoning')
})

test.each<[string, ResponsesReply, RegExp | string, string]>([
  [
    'the Responses API',
    { status: 404, error: { message: 'This model is not supported in v1/responses. Use v1/chat/completions.' } },
    'This model does not show its thinking.',
    'chat',
  ],
  [
    'summaries, which an organisation must be verified for',
    {
      status: 400,
      error: {
        message: 'Your organization must be verified to generate reasoning summaries.',
        code: 'unsupported_value',
        param: 'reasoning.summary',
      },
    },
    'This account cannot see summaries of the model’s thinking.',
    'no summary',
  ],
  [
    'thinking at all',
    { status: 400, error: { message: 'Encrypted content is not supported with this model.', param: 'include' } },
    'This model does not show its thinking.',
    'no reasoning',
  ],
])('a model without %s is asked without, which is said once and remembered', async (_title, refusal, notice, how) => {
  const modelId = newModelId()
  const chat = [{ type: '', choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }] }]
  const answer: ResponsesReply = how === 'chat' ? chat : response(writes(0, 'Hello.'))
  const events = await run([refusal, answer], modelOf(modelId))
  expect(answerOf(events)).toBe('Hello.')
  expect(noticesIn(events)).toEqual([{ code: 'fallback', message: notice }])
  const again = await run([answer], modelOf(modelId))
  expect(answerOf(again)).toBe('Hello.')
  expect(noticesIn(again)).toEqual([])
  expect(server.requests).toHaveLength(3)
  const last = server.requests.at(-1)
  expect(last?.path).toBe(how === 'chat' ? '/v1/chat/completions' : '/v1/responses')
  if (how === 'no summary') expect(last?.body).not.toHaveProperty('reasoning')
  if (how === 'no reasoning') expect(last?.body).not.toHaveProperty('include')
})

test.each(['v1/responses', 'v1/chat/completions'])(
  'a tool that is refused as it is told is told more simply: %s',
  async (path) => {
    const model = modelOf(newModelId())
    model.features.responses = path === 'v1/responses'
    const chat = [{ type: '', choices: [{ index: 0, delta: { content: 'Hello.' }, finish_reason: 'stop' }] }]
    const message = "Invalid schema for function 'add': 'additionalProperties' is not permitted."
    const refusal = { status: 400, error: { message, code: 'invalid_function_parameters', param: 'tools[0].parameters' } }
    const events = await run([refusal, model.features.responses ? response(writes(0, 'Hello.')) : chat], model)
    expect(answerOf(events)).toBe('Hello.')
    const [first, second] = server.requests.map(({ body }) => JSON.stringify(body['tools']))
    expect(first).not.toContain('$schema')
    expect(first).toContain('additionalProperties')
    expect(second).not.toContain('additionalProperties')
    expect(server.requests.map((asked) => asked.path)).toEqual([`/${path}`, `/${path}`])
  },
)

test('a backslash that was not doubled is one, in the answer and in what is given to a tool', async () => {
  const text = String.raw`{"answer": "\(x = \sqrt{4}\) and \frac{1}{2}"}`
  const answer: ResponsesReply = response([
    { type: 'response.output_item.added', output_index: 0, item: { type: 'function_call', call_id: 'c', name: 'final_answer' } },
    ...[...text].map((delta) => ({ type: 'response.function_call_arguments.delta', output_index: 0, delta })),
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'function_call', call_id: 'c', name: 'final_answer', arguments: text },
    },
  ])
  expect(answerOf(await run([answer]))).toBe(String.raw`\(x = \sqrt{4}\) and \frac{1}{2}`)
  const allAtOnce = response(answer.slice(2, 3), answer.slice(-2, -1))
  expect(answerOf(await run([allAtOnce]))).toBe(String.raw`\(x = \sqrt{4}\) and \frac{1}{2}`)
})

test('what a model thought by one API is not sent to another, which would refuse it', async () => {
  const first = await run([
    response(thinks(0, 'A sum.'), calls(1, 'add', { x: 1, y: 1 }, 'call_c')),
    failed('server_error', 'Sorry.'),
  ])
  const from = { runId: 'run-1' as RunId, seq: first.length, action: 'continue' as const }
  const inheritedSteps = findInheritedSteps(
    [{ runId: from.runId, model: { id: 'm', label: '' }, events: first, ended: true }],
    from,
  )
  if (!inheritedSteps) throw new Error('There is nothing to go on from.')
  const chat = modelOf(newModelId())
  chat.features.responses = false
  const said = [{ type: '', choices: [{ index: 0, delta: { content: 'It is two.' }, finish_reason: 'stop' }] }]
  expect(answerOf(await run([said], chat, { from, inheritedSteps }))).toBe('It is two.')
  const last = server.requests.at(-1)
  expect(last?.path).toBe('/v1/chat/completions')
  const messages = last?.body['messages'] as object[] | undefined
  expect(Object.keys(messages?.find((message) => 'tool_calls' in message) ?? {}).sort()).toEqual(['role', 'tool_calls'])
})

test('how long it thinks is asked for, where it can be', async () => {
  await run([response(writes(0, 'Yes.'))], modelOf(newModelId(), 'high'))
  await run([response(writes(0, 'Yes.'))], modelOf(newModelId('gpt-4.1'), 'high'))
  expect(server.requests[0]?.body['reasoning']).toEqual({ summary: 'auto', effort: 'high' })
  expect(server.requests[1]?.body).not.toHaveProperty('reasoning')
  expect(server.requests[1]?.body).not.toHaveProperty('include')
})

test.each<[string, ResponsesReply, string]>([
  ['a length limit', incomplete('max_output_tokens', writes(0, 'It is')), 'cut-off'],
  ['a filter', incomplete('content_filter', writes(0, 'It is')), 'content-filter'],
  ['an end without an end', response(writes(0, 'It is')).slice(0, -1), 'cut-off'],
  ['a failure', failed('server_error', 'The server had an error.'), 'model-unreachable'],
  ['no credit', failed('insufficient_quota', 'You exceeded your current quota.'), 'model-quota'],
  ['a wrong key', { status: 401, error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } }, 'model-key'],
])(
  '%s is told as that',
  async (_title, reply, code) => {
    const replies = code === 'model-unreachable' ? [reply, reply, reply] : [reply]
    const events = await run(replies, modelOf(newModelId()))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code })
  },
  30_000,
)

test('what the model says instead of an answer is shown', async () => {
  const refusal = [{ type: 'response.refusal.delta', output_index: 0, content_index: 0, delta: 'I cannot help with that.' }]
  expect(answerOf(await run([response(refusal)]))).toBe('I cannot help with that.')
})
