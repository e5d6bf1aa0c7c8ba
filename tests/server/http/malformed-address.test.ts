import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkAddress, markMalformedAddresses } from '@/lib/server/http/malformed-address'

/** Answers with the address that a handler sees, or with the status of the refusal. */
const server = createServer((request, response) => {
  try {
    checkAddress(new Headers(request.headers as Record<string, string>))
    response.end(`${request.headers.host?.startsWith('127.') ? '' : request.headers.host}${request.url}`)
  } catch (error) {
    response.statusCode = (error as { status: number }).status
    response.end(decodeURIComponent(request.url ?? ''))
  }
})
beforeAll(async () => {
  markMalformedAddresses()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

const ask = (path: string, headers = {}, method = 'GET'): Promise<[number | undefined, string]> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    httpRequest({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve([response.statusCode, text]))
    })
      .on('error', reject)
      .end()
  })

test.each(['/chat/%', '/chat/%E0%A4%A', '/api/runs/%zz/events', '/%c0%af', '/api/threads/%ff?turns=1'])(
  '%s is refused, and readable to whoever refuses it',
  async (path) => {
    expect(await ask(path)).toEqual([400, path])
  },
)

test.each(['/chat/a%20b', '/chat/%E4%BD%A0', '/api/threads?text=100%', '/api/threads?text=%ff', '/'])(
  '%s stays as it is',
  async (path) => {
    expect(await ask(path)).toEqual([200, path])
  },
)

test('a whole address is its path, at the host that it names', async () => {
  expect(await ask('http://other.example:81/chat/a?b=http://c')).toEqual([200, 'other.example:81/chat/a?b=http://c'])
  expect(await ask('HTTPS://other.example')).toEqual([200, 'other.example/'])
  expect(await ask('http://other.example?a')).toEqual([200, 'other.example/?a'])
  expect(await ask('http://other.example/%zz')).toEqual([400, '/%zz'])
})

test('a star is the whole server for who asks what it can do, and else no address', async () => {
  expect(await ask('*', {}, 'OPTIONS')).toEqual([200, '/api'])
  expect(await ask('*')).toEqual([400, '/*'])
})

test('the mark cannot be forged', async () => {
  expect(await ask('/chat/a', { 'x-malformed-address': 'yes' })).toEqual([200, '/chat/a'])
})
