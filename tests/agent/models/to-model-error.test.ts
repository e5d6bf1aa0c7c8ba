import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCompatible } from '@/lib/agent/models/compatible'
import { newFeatures } from '@/lib/agent/models/features'
import { refusedFeature } from '@/lib/agent/models/refused-feature'
import { readableShare, toModelError } from '@/lib/agent/models/to-model-error'
import { AppError, type ErrorCode } from '@/lib/protocol/error'
import {
  badGateway,
  busy,
  contextTooLong,
  dropMidStream,
  errorInsideStream,
  forbidden,
  keyRefused,
  malformedChunk,
  modelNotFound,
  outOfQuota,
  promptFiltered,
  refuses,
  serverError,
  status,
  webPage,
} from '@/tests/support/faults'
import type { Reply } from '@/tests/support/replies'
import { refusedUrl, startUpstream, type Upstream } from '@/tests/support/upstream'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())

class Streaming extends BaseCallbackHandler {
  readonly name = 'streaming'
  readonly lc_prefer_chat_model_stream_events = true
  override handleChatModelStreamEvent(): void {}
}

const ask = (url: string): Promise<unknown> =>
  createCompatible({ openaiApiKey: 'test-key', openaiBaseUrl: url, maxOutputTokens: 1000 })
    .create('test-model', newFeatures())
    .invoke('Hello', { callbacks: [new Streaming()] })
    .then(
      () => {
        throw new Error('The model answered.')
      },
      (error: unknown) => error,
    )

/** What our own model throws when the upstream answers so. */
const thrownBy = (reply: Reply): Promise<unknown> => {
  upstream.reply(reply)
  return ask(upstream.url)
}

const raw = (code: number, body: unknown): Reply => ({
  status: code,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const said = (code: number, message: string): Reply => status(code, { message, type: 'invalid_request_error', code: null })

const webPageSentence = 'A web page answered instead of the model. Check `OPENAI_BASE_URL` on the server.'

test.each<[string, Reply, ErrorCode, string]>([
  ['401', keyRefused(), 'model-key', 'The model provider did not accept the key. Check `OPENAI_API_KEY` on the server.'],
  [
    '403',
    forbidden(),
    'model-key',
    'The model provider refused access: “You are not allowed to use this model from your region.”',
  ],
  [
    'a wrong key as Gemini says it, in a list',
    raw(400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }]),
    'model-key',
    'The model provider did not accept the key. Check `OPENAI_API_KEY` on the server.',
  ],
  ['an unknown model', modelNotFound(), 'model-unknown', 'The model provider does not offer the model "test-model".'],
  [
    'an unknown model as Ollama says it',
    said(404, 'model "test-model" not found, try pulling it first'),
    'model-unknown',
    'The model provider does not offer the model "test-model".',
  ],
  [
    'a wrong address',
    raw(404, { detail: 'Not Found' }),
    'model-unknown',
    'There is no model API at this address. Check `OPENAI_BASE_URL` on the server.',
  ],
  ['a web page with 200', webPage(200), 'model-unknown', webPageSentence],
  ['a web page with 404 that talks of models', webPage(404), 'model-unknown', webPageSentence],
  ['a web page with 405', webPage(405), 'model-unknown', webPageSentence],
  ['no quota', outOfQuota(), 'model-quota', 'The model provider account has no credit left.'],
  [
    'no balance, as DeepSeek says it',
    said(402, 'Insufficient Balance'),
    'model-quota',
    'The model provider account has no credit left.',
  ],
  ['429', busy(), 'model-busy', 'The model provider is busy.'],
  ['503 with a page of HTML', badGateway(503), 'model-busy', 'The model provider is busy.'],
  ['529', said(529, 'Overloaded'), 'model-busy', 'The model provider is busy.'],
  [
    '500',
    serverError(),
    'model-unreachable',
    'The model provider failed (500): “The server had an error while processing your request.”',
  ],
  ['502 with a page of HTML', badGateway(502), 'model-unreachable', 'The model provider failed (502).'],
  [
    'too long a chat',
    contextTooLong(),
    'context-too-long',
    'This question and the results found for it are longer than the model can read. Ask a narrower question.',
  ],
  [
    'too long a chat for llama.cpp',
    raw(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
      },
    }),
    'context-too-long',
    'This question and the results found for it are longer than the model can read. Ask a narrower question.',
  ],
  [
    'too long a chat for Groq',
    status(413, { message: 'Request too large for model', type: 'tokens', code: 'rate_limit_exceeded' }),
    'context-too-long',
    'This question and the results found for it are longer than the model can read. Ask a narrower question.',
  ],
  [
    'more at once than an OpenAI account may send in a minute',
    status(429, {
      message:
        'Request too large for gpt-4o in organization org-abc on tokens per min (TPM): Limit 30000, Requested 40123. The input or output tokens must be reduced in order to run successfully.',
      type: 'tokens',
      code: 'rate_limit_exceeded',
    }),
    'context-too-long',
    'This question and the results found for it are longer than the model can read. Ask a narrower question.',
  ],
  ['a filtered question', promptFiltered(), 'content-filter', 'The model provider’s content filter blocked this answer.'],
  [
    'another refusal, in the provider’s words',
    said(400, 'Unsupported value: temperature.'),
    'model-refused',
    'The model provider refused this request: “Unsupported value: temperature.”',
  ],
  [
    'another refusal, in the words of FastAPI',
    raw(422, { detail: [{ loc: ['body', 'x'], msg: 'bad' }] }),
    'model-refused',
    'The model provider refused this request: “[{"loc":["body","x"],"msg":"bad"}]”',
  ],
  [
    'a refusal without words',
    { status: 418, headers: {}, body: '' },
    'model-refused',
    'The model provider refused this request: it did not say why.',
  ],
])('%s', async (_title, reply, code, message) => {
  expect(toModelError(await thrownBy(reply), { modelId: 'test-model' })).toMatchObject({ code, message })
})

test.each<[string, Reply]>([
  ['OpenAI', said(400, 'Invalid content type. image_url is only supported by certain models.')],
  ['OpenRouter', raw(404, { error: { message: 'No endpoints found that support image input', code: 404 } })],
  ['DeepSeek', said(400, 'Failed to deserialize the JSON body: messages[1]: unknown variant `image_url`, expected `text`')],
  ['Mistral', raw(400, { object: 'error', message: 'Image input is not enabled for this model', type: 'invalid_request_error' })],
  [
    'Ollama',
    raw(500, { error: { message: 'Failed to create new sequence: this model is missing data required for image input' } }),
  ],
  [
    'llama.cpp',
    raw(500, { error: { code: 500, message: 'image input is not supported - hint: you may need to provide the mmproj' } }),
  ],
  ['LM Studio', said(400, 'Model does not support images. Please use a model that does.')],
  ['vLLM', said(400, 'At most 0 image(s) may be provided in one prompt.')],
])('a model that sees no images, as %s says it', async (_title, reply) => {
  expect(toModelError(await thrownBy(reply), { modelId: 'test-model' })).toMatchObject({
    code: 'model-refused',
    message: 'The model "test-model" cannot look at images. Choose one that can, or ask without them.',
  })
})

test.each<[string, Reply, string]>([
  ['the line drops', dropMidStream(), 'The answer was cut off before its end. The connection to the model provider was lost.'],
  ['a chunk is no JSON', malformedChunk(), 'The model provider sent something that could not be read.'],
  ['an error comes down the stream', errorInsideStream(), 'The answer was cut off before its end.'],
])('an answer that began is cut off when %s', async (_title, reply, words) => {
  const error = toModelError(await thrownBy(reply), { modelId: 'test-model', began: true })
  expect(error).toMatchObject({ code: 'cut-off', message: expect.stringContaining(words) })
})

test('a server that is not there', async () => {
  expect(toModelError(await ask(await refusedUrl()), { modelId: 'm' })).toMatchObject({
    code: 'model-unreachable',
    message: 'The model provider could not be reached: the connection was refused.',
  })
})

test.each([
  ['ENOTFOUND', 'The model provider could not be reached: its host name is not known.'],
  ['UND_ERR_CONNECT_TIMEOUT', 'The model provider could not be reached: it did not answer in time.'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'The model provider could not be reached: no safe connection could be made (TLS).'],
  // Of these it is not said that nobody was reached: the provider may have answered.
  ['UND_ERR_HEADERS_TIMEOUT', 'The model provider did not answer in time.'],
  ['UND_ERR_BODY_TIMEOUT', 'The model provider stopped answering.'],
  ['ECONNRESET', 'The connection to the model provider was lost.'],
  ['UND_ERR_SOCKET', 'The connection to the model provider was lost.'],
])('%s, as fetch throws it', (code, message) => {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
  expect(toModelError(error, { modelId: 'm' })).toMatchObject({
    code: 'model-unreachable',
    message,
  })
})

const now = Date.parse('2026-05-04T14:00:00Z')
const busyWith = (headers: Record<string, string>, message = 'Slow down.') =>
  status(429, { message, type: 'requests', code: 'rate_limit_exceeded' }, headers)
test.each<[string, Reply, number | undefined]>([
  ['seconds', busyWith({ 'retry-after': '12' }), 12_000],
  ['milliseconds, which count first', busyWith({ 'retry-after': '12', 'retry-after-ms': '250' }), 250],
  ['a date', busyWith({ 'retry-after': 'Mon, 04 May 2026 14:00:30 GMT' }), 30_000],
  ['a date that has passed', busyWith({ 'retry-after': 'Mon, 04 May 2026 13:00:00 GMT' }), 0],
  ['its sentence', busyWith({}, 'Rate limit reached. Please try again in 1.5s.'), 1500],
  ['nothing', busyWith({}), undefined],
  ['nonsense', busyWith({ 'retry-after': 'soon' }), undefined],
])('the wait that a busy provider asks for, by %s', async (_title, reply, retryAfterMs) => {
  expect(toModelError(await thrownBy(reply), { modelId: 'm', now })).toMatchObject({ code: 'model-busy', retryAfterMs })
})

test('the provider’s words are bounded, in one line and without secrets', async () => {
  const { message } = toModelError(await thrownBy(said(400, `Bad\n\nvalue sk-abcdefghijklmnop1234 ${'x'.repeat(5000)}`)), {
    modelId: 'm',
  })
  expect(message).toMatch(/“Bad value \[hidden\] x+…”$/)
  expect(message.length).toBeLessThan(320)
})

test('an error of our own stays as it is, and a bug is internal with its cause', () => {
  const own = new AppError('model-stalled')
  expect(toModelError(own, { modelId: 'm' })).toBe(own)
  const bug = new TypeError('undefined is not a function')
  expect(toModelError(bug, { modelId: 'm' })).toMatchObject({ code: 'internal', cause: bug })
})

test.each<[string, Reply, ReturnType<typeof refusedFeature>]>([
  ...(['openai', 'vllm', 'ollama', 'mistral'] as const).flatMap(
    (dialect): [string, Reply, ReturnType<typeof refusedFeature>][] => [
      [`${dialect} refuses tool_choice`, refuses('tool_choice', dialect), 'forcedTools'],
      [`${dialect} refuses parallel_tool_calls`, refuses('parallel_tool_calls', dialect), 'parallelToolCalls'],
      [`${dialect} refuses stream_options`, refuses('stream_options', dialect), 'streamUsage'],
      [`${dialect} refuses tools altogether`, refuses('tools', dialect), undefined],
    ],
  ),
  ['Azure', said(400, 'Unrecognized request argument supplied: parallel_tool_calls'), 'parallelToolCalls'],
  [
    'OpenAI’s o-series',
    status(400, {
      message: "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.",
      type: 'invalid_request_error',
      param: 'parallel_tool_calls',
      code: 'unsupported_parameter',
    }),
    'parallelToolCalls',
  ],
  ['DeepSeek while it thinks', said(400, 'Thinking mode does not support this tool_choice'), 'forcedTools'],
  [
    'Qwen while it thinks',
    said(
      400,
      '<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not support being set to required or object in thinking mode',
    ),
    'forcedTools',
  ],
  ['an older Qwen', said(400, 'tool_choice is one of the strings that should be ["none", "auto"]'), 'forcedTools'],
  [
    'Groq, when the model did not obey',
    status(400, {
      message: 'Tool choice is required, but model did not call a tool',
      type: 'invalid_request_error',
      code: 'tool_use_failed',
    }),
    'forcedTools',
  ],
  ['OpenRouter', said(404, "No endpoints found that support the provided 'tool_choice' value."), 'forcedTools'],
  ['Fireworks', said(400, "Extra inputs are not permitted, field: 'stream_options'"), 'streamUsage'],
  [
    'Mistral’s own endpoint',
    raw(422, {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'stream_options', 'include_usage'], msg: 'Extra inputs are not permitted' },
      ],
    }),
    'streamUsage',
  ],
  ['a busy server that talks of tools', status(429, { message: 'tool_choice', type: 'x', code: null }), undefined],
  ['a refused key', keyRefused(), undefined],
  ['a wrong model', modelNotFound(), undefined],
])('what is refused: %s', async (_title, reply, feature) => {
  expect(refusedFeature(await thrownBy(reply))).toBe(feature)
})

test('the numbers of a refusal say how much the model reads, the id of the request does not', () => {
  const words = "This model's maximum context length is 8192 tokens. However, your messages resulted in 10,240 tokens."
  const refusal = (message: string) => Object.assign(new Error(message), { status: 400 })
  expect(readableShare(refusal(words))).toBeCloseTo(0.72)
  expect(readableShare(refusal(`${words} (request id: 202508151234567891234567)`))).toBeCloseTo(0.72)
  expect(readableShare(refusal('Input is too long for requested model. (request id: 202508151234567891234567)'))).toBeUndefined()
})
