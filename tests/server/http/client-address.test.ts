import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { clientAddress } from '@/lib/server/http/client-address'
import { peerAddressHeader, peerDirectHeader, stampPeerAddress } from '@/lib/server/http/peer-address'

const addressOf = (headers: Record<string, string>, trustedHops: number, onServerless = false) =>
  clientAddress(new Request('http://app.test/', { headers }), { trustedHops, onServerless })

const peer = (address: string, forwarded?: string) => ({
  [peerAddressHeader]: address,
  ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
})

test.each<[string, Record<string, string>, number, string]>([
  ['without hops the socket counts', peer('192.0.2.1'), 0, '192.0.2.1'],
  ['without hops a forged header gains nothing', peer('192.0.2.1', '203.0.113.9'), 0, '192.0.2.1'],
  ['with one hop whom the proxy was called by', peer('10.0.0.1', '192.0.2.1'), 1, '192.0.2.1'],
  ['with one hop a forged entry stands further left', peer('10.0.0.1', '203.0.113.9, 192.0.2.1'), 1, '192.0.2.1'],
  ['with two hops the one before', peer('10.0.0.1', '203.0.113.9, 192.0.2.1, 10.0.0.2'), 2, '192.0.2.1'],
  ['fewer entries than hops: the furthest there is', peer('192.0.2.1'), 2, '192.0.2.1'],
  ['IPv4 in IPv6 clothes', peer('::ffff:192.0.2.1'), 0, '192.0.2.1'],
  ['IPv6 by its network', peer('2001:db8:1:2:aaaa:bbbb:cccc:dddd'), 0, '2001:db8:1:2::/64'],
  ['another host of the same network', peer('2001:0db8:0001:2::1'), 0, '2001:db8:1:2::/64'],
  ['short IPv6', peer('::1'), 0, '0:0:0:0::/64'],
  ['a zone and brackets', peer('10.0.0.1', '[fe80::1%eth0]:443'), 1, 'fe80:0:0:0::/64'],
  ['a port', peer('10.0.0.1', '192.0.2.1:5050'), 1, '192.0.2.1'],
  ['nonsense shares one account', peer('10.0.0.1', 'localhost'), 1, 'unknown'],
])('%s', (_title, headers, hops, expected) => {
  expect(addressOf(headers, hops)).toBe(expected)
})

test('on a serverless host the platform’s entry is the last, and a socket address is not believed', () => {
  expect(addressOf(peer('203.0.113.9', '198.51.100.7, 192.0.2.1'), 1, true)).toBe('192.0.2.1')
})

test('every request gets the address of its socket, also one that claims to have it', async () => {
  stampPeerAddress()
  const server = createServer((request, response) => response.end(String(request.headers[peerAddressHeader])))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const seen = async (headers: Record<string, string>) => (await fetch(`http://127.0.0.1:${port}/`, { headers })).text()
  expect(await seen({})).toBe('127.0.0.1')
  expect(await seen({ [peerAddressHeader]: '203.0.113.9' })).toBe('127.0.0.1')
  server.closeAllConnections()
  server.close()
})

test('a request that a proxy passed on is told from one of a browser, whatever it claims', async () => {
  stampPeerAddress()
  const server = createServer((request, response) => response.end(`direct: ${request.headers[peerDirectHeader]}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const said = async (version: string, ...lines: string[]) => {
    const socket = connect(port, '127.0.0.1')
    socket.end([`GET / HTTP/${version}`, `Host: 127.0.0.1:${port}`, 'X-Peer-Direct: yes', ...lines, '', ''].join('\r\n'))
    return /direct: (\w+)/.exec(await text(socket))?.[1]
  }
  expect(await said('1.1', 'Connection: keep-alive')).toBe('yes')
  // nginx as it comes, before 1.29.7 and since.
  expect(await said('1.0', 'Connection: close')).toBe('no')
  expect(await said('1.1')).toBe('no')
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('direct: yes')
  server.closeAllConnections()
  server.close()
})
