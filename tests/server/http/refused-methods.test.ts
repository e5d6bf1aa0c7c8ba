import { request as httpRequest, METHODS } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendAwayMethods } from '@/lib/server/http/refused-methods'
import { type ServedApp, serveApp } from '@/tests/support/served-app'

let app: ServedApp
beforeAll(async () => {
  sendAwayMethods()
  app = await serveApp({})
}, 60_000)
afterAll(() => app.close())

type Answer = { status: number | undefined; allow: string | undefined; type: string | undefined; text: string }

const ask = (method: string, path: string, headers = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url)
    httpRequest({ hostname, port, path, method, headers }, (response) => {
      const { statusCode: status, headers } = response
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status, allow: headers.allow, type: headers['content-type'], text }))
    })
      .on('error', reject)
      .end()
  })

/** Node knows others by name only, and ends the connection of whoever asks by CONNECT. */
const unknown = METHODS.filter(
  (method) => !['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'].includes(method),
)

test('a method that nothing here has is refused by every route, with those that there are', async () => {
  expect(unknown).toContain('TRACE')
  for (const method of unknown)
    for (const path of ['/api', '/api/runs?wait=no', '/api/threads/t', '/api/nowhere']) {
      const { status, allow, type, text } = await ask(method, path)
      expect([method, path, status, type]).toEqual([method, path, 405, 'application/problem+json'])
      expect(allow).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
      expect(JSON.parse(text)).toMatchObject({
        code: 'wrong-method',
        detail: expect.stringContaining(`not accept ${method}, only`),
      })
    }
})

test('a page or a file is asked for by GET and HEAD alone', async () => {
  for (const method of [...unknown, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    for (const path of ['/', '/chat/a', '/knowledge/server-sent-events.md', '/apis', '/_next/static/a.js']) {
      const { status, allow, text } = await ask(method, path)
      expect([method, path, status, allow]).toEqual([method, path, 405, 'GET, HEAD'])
      expect(JSON.parse(text)).toMatchObject({ code: 'wrong-method' })
    }
})

test('what is asked as it should be goes where it should, and the mark cannot be forged', async () => {
  expect(await ask('GET', '/api/health', { 'x-refused-method': 'GET' })).toMatchObject({ status: 200 })
  expect(await ask('POST', '/api/visitors')).toMatchObject({ status: 201 })
  expect(await ask('GET', '/api/refused', { 'x-refused-method': 'TRACE' })).toMatchObject({ status: 404 })
})
