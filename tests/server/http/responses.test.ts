import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hideConfigured } from '@/lib/agent/redact'
import { AppError } from '@/lib/protocol/error'
import { secretsIn } from '@/lib/server/env-variables'
import { handle } from '@/lib/server/http/handle'
import { json, problem } from '@/lib/server/http/responses'

let out = ''
let err = ''
beforeEach(() => {
  out = ''
  err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const request = new Request('http://app.test/api/runs/r1', { method: 'POST' })

test('a problem document names code, sentence and field, and is kept nowhere', async () => {
  const response = problem(
    new AppError('bad-request', { field: 'messages[0].content', message: 'messages[0].content must not be blank.' }),
  )
  expect(response.status).toBe(400)
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Bad request',
    status: 400,
    detail: 'messages[0].content must not be blank.',
    code: 'bad-request',
    field: 'messages[0].content',
  })
})

test('a problem that passes says when, in whole seconds too', async () => {
  const response = problem(new AppError('rate-limited', { retryAfterMs: 1500 }))
  expect(response.headers.get('retry-after')).toBe('2')
  expect(await response.json()).toMatchObject({ retryAfterMs: 1500 })
})

test('a request is one line, with its pattern and not its path', async () => {
  const response = await handle('POST /api/runs/:id', { visitor: 'anybody' }, () => json({ fine: true }, 202))(request)
  expect(response.status).toBe(202)
  expect(out.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(out)).toEqual({ time: expect.any(String), route: 'POST /api/runs/:id', status: 202, ms: expect.any(Number) })
  expect(err).toBe('')
})

test('a refusal is one line, and says nothing on stderr', async () => {
  const response = await handle('POST /api/runs', { visitor: 'anybody' }, () => {
    throw new AppError('bad-request', { field: 'runId' })
  })(request)
  expect(response.status).toBe(400)
  expect(JSON.parse(out)).toMatchObject({ status: 400, code: 'bad-request', field: 'runId' })
  expect(err).toBe('')
})

test('a bug is a reference for the person, and the same reference with stack and cause in the log', async () => {
  const response = await handle('GET /api/threads/:id', { visitor: 'anybody' }, async () => {
    throw new Error('outer', { cause: new TypeError('inner') })
  })(request)
  const body: unknown = await response.json()
  expect(body).toMatchObject({ status: 500, code: 'internal', detail: expect.stringMatching(/Reference [0-9A-F]{4}\.$/) })
  expect(JSON.stringify(body)).not.toMatch(/outer|inner/)
  const { reference } = JSON.parse(out) as { reference: string }
  expect(JSON.stringify(body)).toContain(reference)
  expect(err).toMatch(new RegExp(`^\\[${reference}\\] Error: outer\\n\\s+at `))
  expect(err).toMatch(/caused by TypeError: inner\n\s+at /)
})

test.each([
  ['a key by its look', 'refused key sk-proj-abcdefghijklmnop for you', 'refused key [hidden] for you'],
  ['a bearer token', 'sent Authorization: Bearer abc.def.ghi', 'sent Authorization: Bearer [hidden]'],
  ['the configured key, whatever it looks like', 'tried my-very-own-secret today', 'tried [hidden] today'],
  ['a key in an address', 'GET https://x.test/?api_key=12345&q=1', 'GET https://x.test/?api_key=[hidden]&q=1'],
])('the log never holds %s', async (_title, words, written) => {
  hideConfigured(secretsIn({ OPENAI_API_KEY: 'my-very-own-secret' }))
  await handle('POST /api/runs', { visitor: 'anybody' }, () => {
    throw new Error(words)
  })(request)
  expect(err).toContain(written)
})
