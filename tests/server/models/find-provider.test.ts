import { expect, test } from 'vitest'
import { createPublicFetch } from '@/lib/net/public-fetch'
import { findProvider } from '@/lib/server/models/find-provider'
import { listing, startHttpServer } from '@/tests/support/http-server'
import { httpServers } from '@/tests/support/http-servers'

const start = httpServers()

const here = createPublicFetch('local')
/** Answers for hosts that no test talks to, and notes what they were asked. */
const elsewhere =
  (asked: string[]): typeof fetch =>
  async (input, init) => {
    asked.push(`${input} ${new Headers(init?.headers).get('authorization') ?? ''}`.trim())
    return Response.json({ data: [{ id: 'a-model' }, { id: 'gpt-5-mini' }] })
  }

test.each([
  ['as it is', (url: string) => `${url}/v1`],
  ['without the path', (url: string) => url],
  ['without the scheme', (url: string) => url.replace('http://', '')],
  ['with too much of a path', (url: string) => `${url}/v1/chat/completions`],
  ['with a slash at its end', (url: string) => `  ${url}/v1/ `.trim()],
])('an address is found %s', async (_title, typed) => {
  const server = await start(listing('qwen3', 'bge-m3'))
  expect(await findProvider({ address: typed(server.url) }, here)).toEqual({
    address: `${server.url}/v1`,
    host: `127.0.0.1:${server.port}`,
    models: [{ id: 'qwen3', label: 'qwen3' }],
  })
})

test('a list that is not under /v1 is found too', async () => {
  const server = await start(({ url }, response) =>
    url === '/models' ? response.end('{"data":[{"id":"m"}]}') : response.writeHead(404).end(),
  )
  expect(await findProvider({ address: server.url }, here)).toMatchObject({ address: server.url, models: [{ id: 'm' }] })
  expect(server.asked).toEqual(['GET /v1/models', 'GET /models'])
})

test.each([
  ['sk-proj-0123456789', 'https://api.openai.com/v1'],
  ['sk-or-v1-0123456789', 'https://openrouter.ai/api/v1'],
  ['gsk_0123456789', 'https://api.groq.com/openai/v1'],
  ['xai-0123456789', 'https://api.x.ai/v1'],
  ['AIza0123456789', 'https://generativelanguage.googleapis.com/v1beta/openai'],
])('the key %s says whose it is', async (key, address) => {
  const asked: string[] = []
  expect(await findProvider({ key }, elsewhere(asked))).toMatchObject({ address })
  expect(asked).toEqual([`${address}/models Bearer ${key}`])
})

test('a key goes to nobody else: not Anthropic’s to OpenAI', async () => {
  const asked: string[] = []
  await expect(findProvider({ key: '0123456789abcdef0123456789abcdef' }, elsewhere(asked))).rejects.toMatchObject({
    field: 'address',
    message: 'The provider cannot be told from this key. Enter its address too.',
  })
  await expect(findProvider({ key: 'sk-ant-0123' }, elsewhere(asked))).rejects.toMatchObject({
    code: 'bad-request',
    field: 'key',
  })
  expect(asked).toEqual([])
})

test.each([
  ['nothing', {}, 'key', 'Paste a key, or the address of a server.'],
  [
    'no address',
    { address: 'http://' },
    'address',
    'This is not a valid address. An address looks like http://localhost:11434/v1.',
  ],
  ['another scheme', { address: 'file:///etc/passwd' }, 'address', 'The address must begin with http:// or https://.'],
  [
    'a password in it',
    { address: 'http://me:secret@localhost/v1' },
    'address',
    'The address must not contain a name or a password. Use the field for the key.',
  ],
])('%s is said at its field', async (_title, asked, field, message) => {
  await expect(findProvider(asked, elsewhere([]))).rejects.toMatchObject({ code: 'bad-request', field, message })
})

const refusals: [string, number, string, string | undefined, string, string][] = [
  ['a wrong key', 401, '{"error":{}}', 'k-1', 'key', 'HOST did not accept this key.'],
  ['a missing key', 401, '', undefined, 'key', 'HOST wants a key.'],
  ['Gemini’s wrong key', 400, '{"error":{"message":"API key not valid."}}', 'k-1', 'key', 'HOST did not accept this key.'],
  ['a busy one', 429, '{}', 'k-1', 'address', 'HOST is busy, or this key has no credit left. Try again in a moment.'],
  ['a failing one', 502, '<h1>Bad gateway</h1>', 'k-1', 'address', 'HOST failed (502). Try again in a moment.'],
  [
    'another program',
    200,
    '<h1>It works!</h1>',
    'k-1',
    'address',
    'HOST answers, but lists no models there. Check the address: it often ends in “/v1”.',
  ],
]
test.each(refusals)('%s is told', async (_title, status, body, key, field, message) => {
  const server = await start((_request, response) => response.writeHead(status).end(body))
  const host = `127.0.0.1:${server.port}`
  await expect(findProvider({ address: server.url, key }, here)).rejects.toMatchObject({
    field,
    message: message.replace('HOST', host),
  })
})

test('nobody there, a redirect, and a private network are told apart', async () => {
  const gone = await startHttpServer(listing('m'))
  await gone.close()
  const away = await start((_request, response) => response.writeHead(308, { location: `${gone.url}/v1` }).end())
  const messageOf = (address: string, fetch = here) => findProvider({ address }, fetch).catch((error: Error) => error.message)
  expect(await messageOf(gone.url)).toBe(`127.0.0.1:${gone.port} could not be reached: the connection was refused.`)
  expect(await messageOf(away.url)).toBe(`127.0.0.1:${away.port} could not be reached: it sends on to another address.`)
  const canary = await start(listing('m'))
  expect(await messageOf(canary.url, createPublicFetch('public'))).toBe(
    `127.0.0.1:${canary.port} is in a private network, which cannot be reached from here. Run the app on your own machine to use it.`,
  )
  expect(canary.asked).toEqual([])
})
