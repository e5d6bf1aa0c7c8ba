import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseThreadId } from '@/lib/protocol/ids'
import { handle } from '@/lib/server/http/handle'
import { parseCount } from '@/lib/server/http/query'
import { createVisitor, toToken } from '@/lib/server/http/visitor'
import { setUpApp } from '@/tests/support/set-up-app'

let close: () => Promise<void>
beforeAll(() => {
  ;({ close } = setUpApp({}))
})
afterAll(() => close())

const route = (visitor: 'anybody' | 'may' | 'must' | 'made') =>
  handle(
    'POST /api/things/:id',
    {
      visitor,
      params: { threadId: parseThreadId },
      query: (query) => parseCount(query, 'limit', { usual: 5, most: 10 }),
      body: (json) => ({ json }),
    },
    ({ owner, isNew, params, query, body }) => Response.json({ owner, isNew, ...params, query, body }),
  )

const ask = (headers: Record<string, string> = {}, { query = '', body = '{"a":1}' } = {}) =>
  new Request(`http://app.test/api/things/t1${query}`, {
    method: 'POST',
    headers: { host: 'app.test', 'content-type': 'application/json', ...headers },
    body,
  })
const to = (threadId: string) => ({ params: Promise.resolve({ threadId }) })

test('the handler gets what was read', async () => {
  const owner = createVisitor()
  const response = await route('must')(ask({ authorization: `Bearer ${toToken(owner)}` }, { query: '?limit=7' }), to('a%20b'))
  expect(await response.json()).toEqual({ owner, isNew: false, threadId: 'a b', query: 7, body: { json: { a: 1 } } })
})

test('origin, visitor, path, query, body, and then whether the visitor is known: the first that is wrong is the answer', async () => {
  const foreign = { origin: 'https://evil.test' }
  const wrong = { authorization: 'Bearer nobody' }
  const answers = [
    [403, ask({ ...foreign, ...wrong }, { query: '?limit=0', body: '{' }), '..'],
    [401, ask(wrong, { query: '?limit=0', body: '{' }), '..'],
    [404, ask({}, { query: '?limit=0', body: '{' }), '..'],
    [400, ask({}, { query: '?limit=0', body: '{' }), 't1', 'limit'],
    [400, ask({}, { body: '{' }), 't1', 'body'],
    [404, ask(), 't1'],
  ] as const
  for (const [status, request, id, field] of answers) {
    const response = await route('must')(request, to(id))
    expect([response.status, ((await response.json()) as { field?: string }).field]).toEqual([status, field])
  }
})

test('who is new is told so by a cookie, where one is made; nobody else is', async () => {
  const made = await route('made')(ask(), to('t1'))
  const { owner, isNew } = (await made.json()) as { owner: string; isNew: boolean }
  expect(isNew).toBe(true)
  expect(made.headers.get('set-cookie')).toMatch(new RegExp(`^visitor=${owner}\\.`))
  for (const visitor of ['anybody', 'may'] as const) {
    const response = await route(visitor)(ask(), to('t1'))
    expect([await response.json(), response.headers.get('set-cookie')]).toMatchObject([{ isNew: false }, null])
  }
})

test('whoever shows a wrong token may still ask what is for anybody', async () => {
  expect((await route('anybody')(ask({ authorization: 'Bearer nobody' }), to('t1'))).status).toBe(200)
})
