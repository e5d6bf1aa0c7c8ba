import { expect, test } from 'vitest'
import { loopbackNames } from '@/lib/server/addresses'
import { parseEnv } from '@/lib/server/env'
import { checkHost } from '@/lib/server/http/allowed-hosts'

const refuses = (host: string | undefined, allowed: readonly string[] | undefined) => {
  try {
    checkHost(new Headers(host === undefined ? {} : { host }), allowed)
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'forbidden', status: 403 })
    return true
  }
}

test.each(['localhost', 'LOCALHOST:3000', 'app.localhost:3000', '127.0.0.1:3000', '127.1.2.3', '[::1]:3000', 'localhost.:3000'])(
  'a name of this machine is its own: %s',
  (host) => expect(refuses(host, loopbackNames)).toBe(false),
)

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evillocalhost',
  '.localhost',
  '127.evil.example',
  '192.0.2.1:3000',
  '[::2]:3000',
  'a b\u00ff',
])('a foreign one is not: %s', (host) => expect(refuses(host, loopbackNames)).toBe(true))

test('who names no host is no browser, and a server for any name asks nobody', () => {
  expect(refuses(undefined, loopbackNames)).toBe(false)
  expect(refuses('evil.example', undefined)).toBe(false)
})

test('the refusal says what to set, and repeats nothing that is no name', () => {
  expect(() => checkHost(new Headers({ host: 'chat.example:3000' }), loopbackNames)).toThrow(
    'This app does not answer to the name chat.example. If it is to, set ALLOWED_HOSTS=chat.example on the server.',
  )
  expect(() => checkHost(new Headers({ host: '<b>' }), loopbackNames)).toThrow(
    'This app does not answer to that name. Its own are set by ALLOWED_HOSTS on the server.',
  )
})

test('names that were set count, those below a star too, and those of this machine stay', () => {
  const { allowedHosts } = parseEnv({ ALLOWED_HOSTS: 'Chat.Example, *.docs.example' })
  for (const host of ['chat.example', 'a.docs.example:443', 'a.b.docs.example', 'localhost:3000'])
    expect(refuses(host, allowedHosts)).toBe(false)
  for (const host of ['other.example', 'docs.example', 'evildocs.example', 'chat.example.evil.example'])
    expect(refuses(host, allowedHosts)).toBe(true)
})

test.each<[string, Record<string, string>, boolean]>([
  ['one that listens on loopback', { HOSTNAME: '127.0.0.1' }, true],
  ['one that listens on localhost', { HOSTNAME: 'localhost' }, true],
  ['one that listens on loopback by IPv6', { HOSTNAME: '::1' }, true],
  ['one that listens on all networks', { HOSTNAME: '0.0.0.0' }, false],
  ['one that does not say what it listens on', {}, false],
  ['one in a container', { HOSTNAME: '3f1c2a9b7d11' }, false],
  ['one behind a proxy', { HOSTNAME: '127.0.0.1', TRUSTED_HOPS: '1' }, false],
  ['a function', { HOSTNAME: '127.0.0.1', VERCEL: '1', VISITOR_SECRET: 'x'.repeat(32) }, false],
  ['one that is told so', { HOSTNAME: '127.0.0.1', ALLOWED_HOSTS: '*' }, false],
  ['one in public with names', { HOSTNAME: '0.0.0.0', ALLOWED_HOSTS: 'chat.example' }, true],
])('unless it is set, a server has names of its own where only its machine reaches it: %s', (_title, record, checks) => {
  expect(refuses('evil.example', parseEnv(record).allowedHosts)).toBe(checks)
})

test.each(['https://chat.example', 'chat.example:443', 'a b', '*,chat.example', '*.'])(
  '%j is no list of names',
  (ALLOWED_HOSTS) => {
    expect(() => parseEnv({ ALLOWED_HOSTS })).toThrow(
      'ALLOWED_HOSTS must be names without a port, with commas between them, or * for any name',
    )
  },
)
