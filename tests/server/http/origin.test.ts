import { expect, test } from 'vitest'
import { checkOrigin } from '@/lib/server/http/origin'

const check =
  (headers: Record<string, string>, trustedHops = 0) =>
  () =>
    checkOrigin(new Request('http://app.test/api/runs', { method: 'POST', headers: { host: 'app.test', ...headers } }), {
      trustedHops,
    })

test.each<[string, Record<string, string>, number?]>([
  ['a terminal, which says nothing', {}],
  ['our own page', { origin: 'http://app.test', 'sec-fetch-site': 'same-origin' }],
  ['our own page on plain HTTP, where browsers send Origin only', { origin: 'http://app.test' }],
  ['our own page behind a proxy that ends TLS', { origin: 'https://app.test' }],
  ['our own page behind a proxy that rewrites Host', { origin: 'https://public.test', 'sec-fetch-site': 'same-origin' }],
  [
    'our own page by the host that a trusted proxy forwards',
    { origin: 'https://public.test', 'x-forwarded-host': 'forged.test, public.test' },
    1,
  ],
  ['a port that is the same', { host: 'localhost:3000', origin: 'http://localhost:3000' }],
])('allows %s', (_title, headers, hops) => {
  expect(check(headers, hops)).not.toThrow()
})

test('allows a site that the settings name', () => {
  const request = new Request('http://app.test/api/runs', {
    headers: { host: 'app.test', origin: 'https://other.test', 'sec-fetch-site': 'cross-site' },
  })
  expect(() => checkOrigin(request, { trustedHops: 0, corsOrigins: ['https://other.test'] })).not.toThrow()
  expect(() => checkOrigin(request, { trustedHops: 0, corsOrigins: ['https://app.other.test'] })).toThrow()
})

test.each<[string, Record<string, string>, number?]>([
  ['another site', { origin: 'https://evil.test' }],
  ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling of our site', { origin: 'https://other.app.test', 'sec-fetch-site': 'same-site' }],
  ['another port of our host', { host: 'localhost:3000', origin: 'http://localhost:4000' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['what is no origin', { origin: 'nonsense' }],
  ['a forwarded host that no trusted proxy wrote', { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test' }],
  [
    'a forwarded host further left than the trusted one',
    { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test, app.test' },
    1,
  ],
])('refuses %s', (_title, headers, hops) => {
  expect(check(headers, hops)).toThrow(expect.objectContaining({ code: 'forbidden', status: 403 }))
})
