import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hideConfigured, redact } from '@/lib/agent/redact'
import type { Owner } from '@/lib/db/run-queries'
import { secretsIn } from '@/lib/server/env-variables'
import { isOnThisMachine } from '@/lib/server/models/own-fetch'
import { readOwnProvider, toForgottenCookie, toOwnCookie } from '@/lib/server/models/own-provider'

const secrets = vi.hoisted(() => ({ value: ['first-secret-of-thirty-two-characters'] }))
vi.mock('@/lib/server/http/visitor-keys', () => ({ visitorKeys: () => secrets.value }))

const first = secrets.value
beforeEach(() => {
  secrets.value = first
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const me = 'visitor-000000001' as Owner
const key = 'test-key-of-a-visitor-0123456789'
const provider = { baseUrl: 'https://models.example/v1', key, modelIds: ['large', 'small'] }
const plain = new Request('http://localhost:3000/api/own-provider')
const secure = new Request('http://app.example/', { headers: { 'x-forwarded-proto': 'https' } })
const sentBack = (cookie: string) => new Headers({ cookie: cookie.split(';')[0] ?? '' })

test('what a visitor brought is in their cookie, where neither script nor eye reads it, and comes back', () => {
  const cookie = toOwnCookie(provider, me, plain)
  expect(cookie).toMatch(/^own-provider=[\w-]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax$/)
  for (const text of [key, 'models.example', 'large']) {
    expect(cookie).not.toContain(text)
    expect(Buffer.from(cookie.slice(13), 'base64url').toString('latin1')).not.toContain(text)
  }
  expect(readOwnProvider(sentBack(cookie), me)).toEqual(provider)
  expect(toOwnCookie(provider, me, plain)).not.toBe(cookie)
})

test('on https the cookie goes over nothing else, and no other host sets it', () => {
  const cookie = toOwnCookie(provider, me, secure)
  expect(cookie).toMatch(/^__Host-own-provider=.*; HttpOnly; SameSite=Lax; Secure$/)
  expect(readOwnProvider(sentBack(cookie), me)).toEqual(provider)
  expect(toForgottenCookie(secure)).toBe('__Host-own-provider=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure')
})

test('it is nothing for another visitor, for none, by another secret, or changed by a single bit', () => {
  const headers = sentBack(toOwnCookie(provider, me, plain))
  expect(readOwnProvider(headers, 'visitor-000000002' as Owner)).toBeUndefined()
  expect(readOwnProvider(headers, undefined)).toBeUndefined()
  const sealed = (headers.get('cookie') ?? '').slice(13)
  const bytes = Buffer.from(sealed, 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(readOwnProvider(new Headers({ cookie: `own-provider=${changed.toString('base64url')}` }), me)).toBeUndefined()
  }
  for (const text of ['', 'x', bytes.subarray(0, 20).toString('base64url'), randomBytes(100).toString('base64url')])
    expect(readOwnProvider(new Headers({ cookie: `own-provider=${text}` }), me)).toBeUndefined()
  secrets.value = ['another-secret-of-thirty-two-characters']
  expect(readOwnProvider(headers, me)).toBeUndefined()
  secrets.value = ['another-secret-of-thirty-two-characters', ...first]
  expect(readOwnProvider(headers, me)).toEqual(provider)
})

test('a browser keeps it, however many models there are; the chosen one is always among them', () => {
  const modelIds = ['the-chosen-one', ...Array.from({ length: 400 }, (_, index) => `provider/some-rather-long-model-${index}`)]
  const cookie = toOwnCookie({ ...provider, modelIds }, me, secure)
  expect(cookie.length).toBeLessThan(4096)
  const kept = readOwnProvider(sentBack(cookie), me)?.modelIds ?? []
  expect(kept[0]).toBe('the-chosen-one')
  expect(kept.length).toBeGreaterThan(20)
  expect(modelIds.slice(0, kept.length)).toEqual(kept)
})

test('from then on the key is hidden in all that is logged or told', () => {
  readOwnProvider(sentBack(toOwnCookie({ ...provider, key: 'unusual.key/of+a.kind' }, me, plain)), me)
  expect(redact('Wrong key: unusual.key/of+a.kind!')).toBe('Wrong key: [hidden]!')
})

test.each([
  'X-Api-Key: a-key.of/the+server\nX-Title: Unfold of ours',
  'X-Title: Unfold of ours\\nAuthorization: Bearer a-key.of/the+server',
  '{"x-title": "Unfold of ours", "x-access-token": "a-key.of/the+server"}',
])('a key in headers of one’s own is hidden too, and nothing else of them: %s', (headers) => {
  hideConfigured(secretsIn({ OPENAI_HEADERS: headers }))
  expect(redact('Wrong key: a-key.of/the+server!')).toBe('Wrong key: [hidden]!')
  expect(redact('Unfold of ours')).toBe('Unfold of ours')
})

const listens = { listensLocally: true, trustedHops: 0 }
test.each<[string, Record<string, string>, Partial<typeof listens>, boolean]>([
  ['a browser on this machine', { host: 'localhost:3000' }, {}, true],
  ['as Next tells it', { host: '[::1]:3000', 'x-forwarded-host': '[::1]:3000', 'x-forwarded-proto': 'http' }, {}, true],
  ['a proxy that says no more than which scheme', { host: 'localhost:3000', 'x-forwarded-proto': 'https' }, {}, false],
  ['a proxy that says for which host', { host: 'localhost:3000', 'x-forwarded-host': 'chat.example' }, {}, false],
  ['a proxy that is told by how it connects', { host: 'localhost:3000', 'x-peer-direct': 'no' }, {}, false],
  ['by number', { host: '127.0.0.1:3000', 'x-forwarded-for': '::ffff:127.0.0.1' }, {}, true],
  ['an app that networks reach', { host: 'localhost:3000' }, { listensLocally: false }, false],
  ['a proxy that is known', { host: 'localhost:3000' }, { trustedHops: 1 }, false],
  ['a proxy that says for whom', { host: 'localhost:3000', 'x-forwarded-for': '203.0.113.9, 127.0.0.1' }, {}, false],
  ['a proxy that says so otherwise', { host: 'localhost:3000', forwarded: 'for=203.0.113.9' }, {}, false],
  ['a name that leads here', { host: 'chat.example' }, {}, false],
  ['a name that looks like it', { host: 'localhost.example:3000' }, {}, false],
  ['nothing said', {}, {}, false],
])('who sits at this machine: %s', (_title, headers, env, expected) => {
  expect(isOnThisMachine(new Headers({ 'x-peer-direct': 'yes', ...headers }), { ...listens, ...env })).toBe(expected)
})
