import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { createVisitor, toToken, toVisitorCookie, visitorOf } from '@/lib/server/http/visitor'
import { forgetApp } from '@/tests/support/forget-app'

/** The settings are read once in a process. */
const load = async (origins?: string) => {
  forgetApp()
  vi.stubEnv('CORS_ORIGINS', origins ?? '')
  vi.stubEnv('VISITOR_SECRET', 'x'.repeat(32))
  return {
    OPTIONS,
    get: handle('GET /api/agent', { visitor: 'anybody' }, () => Response.json({})),
    toVisitorCookie,
    visitorOf,
    createVisitor,
    toToken,
  }
}
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const from = (origin: string | undefined, headers: Record<string, string> = {}) =>
  new Request('https://unfold.test/api/agent', {
    headers: { host: 'unfold.test', ...(origin !== undefined && { origin, 'sec-fetch-site': 'cross-site' }), ...headers },
  })
const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

test('where nothing is set, no other site is let in and nothing is said of it', async () => {
  const { get, OPTIONS } = await load()
  expect(allowed(await get(from('https://app.test')))).toBeNull()
  expect(allowed(OPTIONS(from('https://app.test')))).toBeNull()
})

test('a site that is named may ask, and what it may send is said before', async () => {
  const { get, OPTIONS } = await load('https://app.test, https://two.test:8443')
  expect(allowed(await get(from('https://app.test')))).toBe('https://app.test')
  expect(allowed(await get(from('https://two.test:8443')))).toBe('https://two.test:8443')
  expect(allowed(await get(from('https://app.test.evil.test')))).toBeNull()
  // A browser whose question is answered so sends nothing.
  expect(allowed(OPTIONS(from('https://elsewhere.test')))).toBeNull()
  const preflight = OPTIONS(from('https://app.test'))
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type, last-event-id')
  expect(preflight.headers.get('vary')).toBe('origin')
  expect(preflight.headers.has('access-control-allow-credentials')).toBe(false)
})

test('on a page of another site a cookie of ours says nothing, a token does', async () => {
  const { visitorOf, toVisitorCookie, createVisitor, toToken } = await load('*')
  const owner = createVisitor()
  const cookie = toVisitorCookie(owner, from(undefined)).split(';')[0] ?? ''
  expect(visitorOf(from(undefined, { cookie }))).toBe(owner)
  expect(visitorOf(from('https://app.test', { cookie }))).toBeUndefined()
  expect(visitorOf(from('https://app.test', { authorization: `Bearer ${toToken(owner)}` }))).toBe(owner)
})
