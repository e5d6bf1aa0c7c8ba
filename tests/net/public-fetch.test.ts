import { createServer, type RequestListener } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Resolve } from '@/lib/net/guarded-agent'
import { isReachable } from '@/lib/net/is-reachable'
import { createPublicFetch } from '@/lib/net/public-fetch'
import { listen } from '@/tests/support/listen'

describe('which addresses may be connected to', () => {
  test.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isReachable(address, 'public')).toBe(true)
    expect(isReachable(address, 'local')).toBe(true)
  })
  test.each([
    ['this machine', '127.0.0.1'],
    ['all of its range', '127.8.9.10'],
    ['in IPv6', '::1'],
    ['mapped', '::ffff:127.0.0.1'],
    ['mapped, in hexadecimal', '::ffff:7f00:1'],
    ['a private network', '10.0.0.1'],
    ['another', '172.16.3.4'],
    ['a third', '192.168.1.1'],
    ['behind a carrier', '100.64.0.1'],
    ['in IPv6', 'fd12:3456::1'],
  ])('%s is local: %s', (_title, address) => {
    expect(isReachable(address, 'public')).toBe(false)
    expect(isReachable(address, 'local')).toBe(true)
  })
  test.each(['8.8.8.8', '::ffff:8.8.8.8', '2606:4700:0::1111'])('%s is this machine itself, where it has it', (address) => {
    const own = ['127.0.0.1', '8.8.8.8', '2606:4700::1111', 'fe80::1%eth0']
    expect(isReachable(address, 'public', own)).toBe(false)
    expect(isReachable(address, 'local', own)).toBe(true)
  })
  test.each([
    '0.0.0.0',
    '255.255.255.255',
    '169.254.169.254',
    '224.0.0.1',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '::',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    // IPv4 inside of IPv6, by ways of translation.
    '64:ff9b::127.0.0.1',
    '64:ff9b:1::10.0.0.1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '4000::1',
    '',
    'localhost',
    '127.0.0.1:80',
  ])('%s is never reached', (address) => {
    expect(isReachable(address, 'public')).toBe(false)
    expect(isReachable(address, 'local')).toBe(false)
  })
})

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A server on the loopback address that must never be touched, not even by a connection. */
async function canary(answer: RequestListener = (_request, response) => response.end('a secret')) {
  let connections = 0
  const server = createServer(answer)
  server.on('connection', () => {
    connections += 1
  })
  const port = await listen(server)
  open.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port, touched: () => connections }
}
const answers =
  (...turns: string[][]): Resolve =>
  async () =>
    (turns.length > 1 ? turns.shift() : turns[0])?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) ?? []
const codeOf = (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => 'answered',
    (error: Error) => Reflect.get(error.cause ?? error, 'code') ?? Reflect.get(error, 'code'),
  )

describe('a public fetch', () => {
  test.each([
    ['127.0.0.1'],
    ['localhost'],
    ['[::1]'],
    ['[::ffff:127.0.0.1]'],
    ['2130706433'],
    ['0x7f.1'],
    ['0177.0.0.1'],
    ['127.1'],
    ['0'],
  ])('does not reach this machine as %s', async (host) => {
    const { port, touched } = await canary()
    expect(await codeOf(createPublicFetch('public')(`http://${host}:${port}/`))).toBe('ERR_PRIVATE_ADDRESS')
    expect(touched()).toBe(0)
  })

  test.each([
    ['a name that resolves to this machine', answers(['127.0.0.1'])],
    ['one that does in IPv6', answers(['::1'])],
    ['one that has a public address too, and that first', answers(['93.184.215.14', '127.0.0.1'])],
    ['one that resolves to a cloud’s metadata', answers(['169.254.169.254'])],
    ['one that resolves to nothing', answers([])],
  ])('does not reach %s', async (_title, resolve) => {
    const { port, touched } = await canary()
    expect(await codeOf(createPublicFetch('public', resolve)(`http://model.example:${port}/`))).toBe('ERR_PRIVATE_ADDRESS')
    expect(touched()).toBe(0)
  })

  test('asks once for a connection, and is not fooled by an answer that changes', async () => {
    const { port, touched } = await canary()
    const asked: string[] = []
    const changing = answers(['127.0.0.1'])
    const resolve: Resolve = (hostname) => {
      asked.push(hostname)
      // What is public the first time it is asked, and this machine from then on.
      return asked.length === 1 ? answers(['192.0.2.1'])(hostname) : changing(hostname)
    }
    const fetch = createPublicFetch('public', resolve)
    expect(await codeOf(fetch(`http://model.example:${port}/`))).toBe('ERR_PRIVATE_ADDRESS')
    expect(asked).toEqual(['model.example'])
    expect(await codeOf(fetch(`http://model.example:${port}/`))).toBe('ERR_PRIVATE_ADDRESS')
    expect(touched()).toBe(0)
  })

  test.each(['file:///etc/passwd', 'ftp://model.example/', 'http://user:word@model.example/', 'data:text/plain,x'])(
    'does not ask %s',
    async (address) => {
      const nobody: Resolve = () => Promise.reject(new Error('resolved'))
      await expect(createPublicFetch('public', nobody)(address)).rejects.toThrow()
    },
  )
})

describe('where only this machine can reach the app', () => {
  test('its servers are reached, with method, headers and body, by name and by number', async () => {
    const { port } = await canary((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () =>
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify([request.method, request.headers.authorization, Buffer.concat(chunks).toString()])),
      )
    })
    for (const host of ['127.0.0.1', 'localhost']) {
      const response = await createPublicFetch('local', answers(['127.0.0.1']))(`http://${host}:${port}/v1`, {
        method: 'POST',
        headers: { authorization: 'Bearer k' },
        body: '{"a":1}',
      })
      expect(await response.json()).toEqual(['POST', 'Bearer k', '{"a":1}'])
    }
  })

  test('a connection goes to the answer that was looked at, not to the next one', async () => {
    const { port } = await canary()
    let asked = 0
    const resolve: Resolve = (hostname) => {
      asked += 1
      return answers([asked === 1 ? '127.0.0.1' : '169.254.169.254'])(hostname)
    }
    const response = await createPublicFetch('local', resolve)(`http://model.example:${port}/`)
    expect(await response.text()).toBe('a secret')
    expect(asked).toBe(1)
  })

  test('a redirect is not followed, wherever it leads', async () => {
    const { port: secret, touched } = await canary()
    const { port } = await canary((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${secret}/` }).end(),
    )
    expect(await codeOf(createPublicFetch('local')(`http://127.0.0.1:${port}/`))).toBe('ERR_REDIRECTED')
    expect(touched()).toBe(0)
  })

  test('the other end is looked at again, whatever led there', async () => {
    const { port } = await canary()
    // The rules of public addresses, on a connection that a name of this machine's own has led to.
    expect(await codeOf(createPublicFetch('public', answers(['127.0.0.1']))(`http://localhost:${port}/`))).toBe(
      'ERR_PRIVATE_ADDRESS',
    )
  })

  test('what is stopped ends at once', async () => {
    const { port } = await canary(() => undefined)
    const controller = new AbortController()
    const asking = createPublicFetch('local')(`http://127.0.0.1:${port}/`, { signal: controller.signal })
    controller.abort(new Error('stopped'))
    await expect(asking).rejects.toThrow('stopped')
  })

  test('an answer under way is stopped too, however long ago it was asked for', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    let hungUp = false
    const { port } = await canary((_request, response) => {
      response.on('close', () => {
        hungUp = true
      })
      response.write('Hel')
    })
    const controller = new AbortController()
    const response = await createPublicFetch('local')(`http://127.0.0.1:${port}/`, { signal: controller.signal })
    for (let turn = 0; turn < 3; turn += 1) {
      collectGarbage()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    controller.abort(new Error('stopped'))
    await expect(response.text()).rejects.toThrow(/abort/)
    await vi.waitFor(() => expect(hungUp).toBe(true))
  })
})
