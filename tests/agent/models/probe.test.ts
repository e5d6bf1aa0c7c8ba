import { afterEach, beforeEach, expect, test } from 'vitest'
import { featuresOf, newFeatures } from '@/lib/agent/models/features'
import { type ProbeSettings, probe } from '@/lib/agent/models/probe'
import {
  badGateway,
  emptyAnswer,
  inOnePiece,
  keyRefused,
  loadingModel,
  modelNotFound,
  refuses,
  stallBeforeFirstToken,
  webPage,
  wholeCompletion,
} from '@/tests/support/faults'
import { callTools, join, type Reply, say, slow, think } from '@/tests/support/replies'
import { refusedUrl, startUpstream, type Upstream } from '@/tests/support/upstream'

let upstream: Upstream
let host: string
beforeEach(async () => {
  upstream = await startUpstream()
  host = `127.0.0.1:${upstream.port}`
})
afterEach(() => upstream.close())

let models = 0
const settings = (): ProbeSettings => ({
  provider: 'compatible',
  openaiApiKey: 'test-key',
  openaiBaseUrl: upstream.url,
  defaultModelId: `model-${++models}`,
})

const ping = () => callTools([{ name: 'ping', args: {} }])
const everything = newFeatures()

test.each<[string, Reply[], string, Partial<typeof everything>]>([
  ['an endpoint that takes everything', [ping()], 'key accepted; tools yes, forced tools yes, streaming yes.', {}],
  ['one that thinks first', [join(think('Hm.'), ping())], 'key accepted; tools yes, forced tools yes, streaming yes.', {}],
  [
    'one that refuses to be forced',
    [refuses('tool_choice'), ping()],
    'key accepted; tools yes, forced tools no, streaming yes.',
    { forcedTools: false },
  ],
  [
    'one that refuses all three',
    [refuses('stream_options', 'mistral'), refuses('parallel_tool_calls', 'vllm'), refuses('tool_choice'), ping()],
    'key accepted; tools yes, forced tools no, streaming yes.',
    { forcedTools: false, parallelToolCalls: false, streamUsage: false },
  ],
  [
    'one that is deaf to forcing',
    [say('Pong, I suppose.')],
    'key accepted; tools accepted, none used, forced tools no, streaming yes.',
    {},
  ],
  [
    'one that falls dumb when forced',
    [emptyAnswer()],
    'key accepted; tools accepted, none used, forced tools no, streaming yes.',
    { forcedTools: false },
  ],
])('%s', async (_title, replies, line, refused) => {
  upstream.reply(...replies)
  const asked = settings()
  expect(await probe(asked, fetch)).toBe(`Model: ${asked.defaultModelId} at ${host}, ${line}`)
  expect(featuresOf(asked.defaultModelId)).toEqual({ ...everything, ...refused })
})

test.each<[string, Reply, string]>([
  ['a refused key', keyRefused(), 'The model provider did not accept the key. Check `OPENAI_API_KEY` on the server.'],
  ['an unknown model', modelNotFound(), 'The model provider does not offer the model "MODEL".'],
  [
    'a model that takes no tools',
    refuses('tools', 'ollama'),
    'The model provider refused this request: “registry.ollama.ai/library/test-model:latest does not support tools” Choose a model that takes tools.',
  ],
  ['a web page', webPage(), 'A web page answered instead of the model. Check `OPENAI_BASE_URL` on the server.'],
  [
    'a web page that is not found',
    webPage(404),
    'A web page answered instead of the model. Check `OPENAI_BASE_URL` on the server.',
  ],
  [
    'a service of another kind',
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' },
    'This address is not a chat model API. Check `OPENAI_BASE_URL` on the server.',
  ],
  [
    'an error with status 200',
    inOnePiece({ error: { message: 'The model could not be loaded.' } }),
    'The model provider failed: “The model could not be loaded.”',
  ],
  ['nothing at all', inOnePiece('', 'text/event-stream'), 'The model provider sent an empty response.'],
  ['a model that is being loaded', loadingModel(), 'The model is loading. The first question will wait for it.'],
  ['a gateway', badGateway(503), 'The model provider is busy.'],
])('says what to do: %s', async (_title, reply, sentence) => {
  upstream.reply(reply)
  const asked = settings()
  expect(await probe(asked, fetch)).toBe(
    `Model: ${asked.defaultModelId} at ${host}: ${sentence.replace('MODEL', asked.defaultModelId)}`,
  )
})

test('a server that answers in one piece is heard, and said not to stream', async () => {
  upstream.reply(
    wholeCompletion({ content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'ping', arguments: '{}' } }] }),
  )
  expect(await probe(settings(), fetch)).toContain('key accepted; tools yes, forced tools yes, streaming no.')
})

test('an address with a query, and headers of one’s own', async () => {
  upstream.reply(ping())
  const openaiBaseUrl = `${upstream.url}?api-version=preview`
  await probe({ ...settings(), openaiBaseUrl, openaiHeaders: { 'x-team': 'docs' } }, fetch)
  expect(upstream.requests[0]).toMatchObject({ url: '/v1/chat/completions?api-version=preview', headers: { 'x-team': 'docs' } })
})

test('an address at which nothing listens', async () => {
  const openaiBaseUrl = await refusedUrl()
  expect(await probe({ ...settings(), openaiBaseUrl }, fetch)).toContain(
    'The model provider could not be reached: the connection was refused. Check OPENAI_BASE_URL, and that the server runs.',
  )
})

test('waits no longer than it was told', async () => {
  upstream.reply(stallBeforeFirstToken())
  expect(await probe(settings(), fetch, 50)).toMatch(
    /: it did not answer within 0.05 seconds. Questions will be tried all the same.$/,
  )
})

test('hangs up at the first word', async () => {
  upstream.reply(slow(5, say('one two three four five six seven eight nine ten')))
  await probe(settings(), fetch)
  const request = await upstream.received(1)
  await request.finished
  expect(request.closedAt).toBeTypeOf('number')
})

test('a server without a key is told apart, and sent none of ours', async () => {
  upstream.reply(ping())
  const { openaiApiKey: _, ...keyless } = settings()
  expect(await probe(keyless, fetch)).toContain(', no key sent; tools yes')
  expect(upstream.requests[0]?.headers.authorization).toBeUndefined()
})

test('the demo model is known without asking anyone', async () => {
  const nobody = () => Promise.reject(new Error('asked'))
  expect(await probe({ provider: 'demo', defaultModelId: 'demo' }, nobody)).toBe(
    'Model: the demo model (no key set). Set OPENAI_API_KEY for a real one.',
  )
})
