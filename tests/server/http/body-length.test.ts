import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeNextRequest, NodeNextResponse } from 'next/dist/server/base-http/node'
import { sendResponse } from 'next/dist/server/send-response'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyLengthHeader, sendBodyLengths } from '@/lib/server/http/body-length'

/** Answers as the app does, by Next's own hand, with the headers that the address names. */
const server = createServer((request, response) => {
  const headers = new URLSearchParams(request.url?.slice(2))
  // What packs a body on the way says so beside the route.
  const packed = headers.get('content-encoding')
  if (packed) response.setHeader('content-encoding', packed)
  const answer = new Response('Hello', { headers: [...headers] })
  void sendResponse(new NodeNextRequest(request), new NodeNextResponse(response), answer)
})
beforeAll(async () => {
  sendBodyLengths()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

const ask = (headers: Record<string, string>, method = 'GET'): Promise<IncomingHttpHeaders> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    httpRequest({ host: '127.0.0.1', port, path: `/?${new URLSearchParams(headers)}`, method }, (response) => {
      response.resume().on('end', () => resolve(response.headers))
    })
      .on('error', reject)
      .end()
  })

test('what a route says of the length of its body is told, and to nobody by our own name for it', async () => {
  for (const method of ['GET', 'HEAD']) {
    const headers = await ask({ [bodyLengthHeader]: '5' }, method)
    expect(headers).toMatchObject({ 'content-length': '5' })
    expect(headers[bodyLengthHeader]).toBeUndefined()
  }
})

test('of a body that is packed on the way, or of which nothing is said, no length is told', async () => {
  expect(await ask({ [bodyLengthHeader]: '5', 'content-encoding': 'gzip' })).not.toHaveProperty('content-length')
  // Next takes it off: were it left on some day, the name of our own would not be needed any more.
  expect(await ask({ 'content-length': '5' })).not.toHaveProperty('content-length')
})
