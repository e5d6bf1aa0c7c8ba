import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJsonBody } from '@/lib/server/http/read-body'

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://app.test/api/runs', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    // @ts-expect-error Node requires it for streams; the type of the browser does not know it.
    duplex: 'half',
  })

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test('reads any JSON as JSON.parse does, however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 1, max: 7 }), async (value, size) => {
      const bytes = new TextEncoder().encode(JSON.stringify(value))
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
          controller.close()
        },
      })
      expect(await readJsonBody(post(stream))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 50 },
  )
})

test.each<[string, Request, object]>([
  ['no body', post(null), { code: 'bad-request', field: 'body', message: 'The request has no body.' }],
  ['an empty body', post(''), { code: 'bad-request', message: 'The body is not valid JSON.' }],
  [
    'a form',
    post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    { code: 'bad-request', field: 'content-type' },
  ],
  [
    'plain text, which pages of other sites may send without asking',
    post('{}', { 'content-type': 'text/plain' }),
    { code: 'bad-request', field: 'content-type' },
  ],
  [
    'broken JSON, by its place',
    post('{\n  "a": 1,\n  b: 2\n}'),
    { code: 'bad-request', message: 'The body is not valid JSON: see line 3, column 3.' },
  ],
  [
    'JSON that ends too early',
    post('{"a": [1, 2'),
    { code: 'bad-request', message: 'The body is not valid JSON: see line 1, column 12.' },
  ],
  [
    'bytes that are not UTF-8',
    post(new Uint8Array([0x22, 0xff, 0xfe, 0x22])),
    { code: 'bad-request', message: 'The body is not valid UTF-8.' },
  ],
  ['brackets 65 deep', post(nested(65)), { code: 'bad-request', message: 'The body is nested deeper than 64 levels.' }],
  [
    'brackets a million deep',
    post('['.repeat(1_000_000)),
    { code: 'bad-request', message: 'The body is nested deeper than 64 levels.' },
  ],
  [
    'more than 2 MiB',
    post(`"${'x'.repeat(2 * 1024 * 1024)}"`),
    { code: 'too-large', status: 413, message: 'The request is larger than 2,048 KiB.' },
  ],
  ['a compressed body', post('{}', { 'content-encoding': 'gzip' }), { code: 'bad-request', field: 'content-encoding' }],
  ['a content length over 2 MiB, at once', post('{}', { 'content-length': '3000000' }), { code: 'too-large' }],
])('refuses %s', async (_title, request, expected) => {
  await expect(readJsonBody(request)).rejects.toMatchObject(expected)
})

test.each([
  ['64 levels', nested(64)],
  ['brackets inside of text, after escapes too', JSON.stringify({ a: `\\"${'['.repeat(100)}` })],
  ['a type with parameters', '{"a":1}'],
])('takes %s', async (_title, body) => {
  await expect(readJsonBody(post(body, { 'content-type': 'application/json; charset=utf-8' }))).resolves.toEqual(JSON.parse(body))
})

test('stops reading as soon as it is too much, and cancels the rest', async () => {
  let sent = 0
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1024
      controller.enqueue(new Uint8Array(1024).fill(0x20))
    },
    cancel: () => {
      cancelled = true
    },
  })
  await expect(readJsonBody(post(endless), { maxBytes: 10_240 })).rejects.toMatchObject({ code: 'too-large' })
  expect(sent).toBeLessThan(20_000)
  expect(cancelled).toBe(true)
})

test('does not wait for a body that comes too slowly', async () => {
  const silent = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array([0x7b])) })
  await expect(readJsonBody(post(silent), { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'bad-request',
    message: 'The request body did not arrive within 0.02 seconds.',
  })
})

test('a body that breaks off is the sender’s failure', async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('socket hang up')) })
  await expect(readJsonBody(post(broken))).rejects.toMatchObject({
    code: 'bad-request',
    message: 'The request ended early.',
  })
})

test('keys that would change a prototype stay plain keys', async () => {
  const value = await readJsonBody(post('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'))
  expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
  expect({}).not.toHaveProperty('polluted')
})
