import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from '@playwright/test'
import { demoUrl } from '@/tests/support/e2e-addresses'
import { startOwnApp } from './own-app'

const good = {
  threadId: 'thread-1',
  runId: 'run-1',
  messages: [{ id: 'q-1', role: 'user', content: 'Hello' }],
  tools: [],
  context: [],
  state: {},
}
const json = { 'content-type': 'application/json' }
const message = (change: object) => JSON.stringify({ ...good, messages: [{ ...good.messages[0], ...change }] })
const unfold = (props: unknown) => JSON.stringify({ ...good, forwardedProps: { unfold: props } })

type Bad = {
  title: string
  body?: string
  headers?: Record<string, string>
  status: number
  field?: string
  path?: string
  method?: string
}

const table: Bad[] = [
  { title: 'no JSON', body: '{"threadId": ', status: 400, field: 'body' },
  { title: 'no body', body: '', status: 400, field: 'body' },
  {
    title: 'another content type',
    body: JSON.stringify(good),
    headers: { 'content-type': 'text/plain' },
    status: 400,
    field: 'content-type',
  },
  { title: 'a list', body: '[]', status: 400, field: 'body' },
  { title: 'null', body: 'null', status: 400, field: 'body' },
  { title: 'nothing in it', body: '{}', status: 400, field: 'threadId' },
  { title: 'a number for an id', body: JSON.stringify({ ...good, runId: 7 }), status: 400, field: 'runId' },
  { title: 'a step up for an id', body: JSON.stringify({ ...good, threadId: '..' }), status: 400, field: 'threadId' },
  { title: 'no messages', body: JSON.stringify({ ...good, messages: [] }), status: 400, field: 'messages' },
  { title: 'messages as text', body: JSON.stringify({ ...good, messages: 'Hello' }), status: 400, field: 'messages' },
  {
    title: 'a last message that is not the person’s',
    body: message({ role: 'assistant' }),
    status: 400,
    field: 'messages[0].role',
  },
  { title: 'a blank question', body: message({ content: ' \n ' }), status: 400, field: 'messages[0].content' },
  { title: 'a question that is a number', body: message({ content: 7 }), status: 400, field: 'messages[0].content' },
  { title: 'a question of 33 KiB', body: message({ content: 'a'.repeat(33 * 1024) }), status: 413, field: 'messages[0].content' },
  { title: 'a model that is not offered', body: unfold({ model: 'gpt-99' }), status: 400, field: 'forwardedProps.unfold.model' },
  {
    title: 'an unknown action',
    body: unfold({ from: { runId: 'r', seq: 0, action: 'delete' } }),
    status: 400,
    field: 'forwardedProps.unfold.from.action',
  },
  { title: 'an unknown property', body: unfold({ colour: 'red' }), status: 400, field: 'forwardedProps.unfold.colour' },
  {
    title: 'regenerate without a run',
    body: unfold({ from: { seq: 0, action: 'regenerate' } }),
    status: 400,
    field: 'forwardedProps.unfold.from.runId',
  },
  { title: '100,000 brackets', body: '['.repeat(100_000), status: 400, field: 'body' },
  { title: 'deep in an ignored field', body: `{"state":${'[{"a":'.repeat(60)}1${'}]'.repeat(60)}}`, status: 400, field: 'body' },
  { title: 'broken UTF-8', body: '{"threadId":"\xff"}', status: 400, field: 'body' },
  {
    title: 'another site by Sec-Fetch-Site',
    body: JSON.stringify(good),
    headers: { ...json, 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  {
    title: 'another site by Origin',
    body: JSON.stringify(good),
    headers: { ...json, origin: 'https://elsewhere.example' },
    status: 403,
  },
  { title: 'no site by Origin', body: JSON.stringify(good), headers: { ...json, origin: 'null' }, status: 403 },
  {
    title: 'a stop from another site',
    path: '/api/runs/run-1/stop',
    headers: { origin: 'https://elsewhere.example' },
    status: 403,
  },
  { title: 'a stop of an unknown run', path: '/api/runs/nope/stop', status: 404 },
  { title: 'a stop of what cannot be a run', path: '/api/runs/%2e%2e%2fx/stop', status: 404 },
  { title: 'events of an unknown run', method: 'GET', path: '/api/runs/nope/events', status: 404 },
  { title: 'an unknown thread', method: 'GET', path: '/api/threads/nope', status: 404 },
  ...['/api', '/api/nowhere', '/api/runs/run-1/nothing', '/api/threads/a/b/c'].flatMap((path) =>
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
      title: `${method} ${path}, which is no route`,
      method,
      path,
      status: 404,
    })),
  ),
]

test.describe('bad input is answered by a problem document that names the field', { tag: '@once' }, () => {
  for (const { title, method = 'POST', path = '/api/runs', headers = json, body, status, field } of table) {
    test(title, async ({ request }) => {
      const data = body === undefined ? {} : { data: Buffer.from(body, title === 'broken UTF-8' ? 'latin1' : 'utf8') }
      const response = await request.fetch(`${demoUrl}${path}`, { method, headers, ...data })
      expect(response.status()).toBe(status)
      expect(response.headers()['content-type']).toBe('application/problem+json')
      const problem = await response.json()
      expect(problem).toMatchObject({ status, code: expect.any(String), title: expect.any(String) })
      expect(problem.detail).toMatch(/\.$/)
      expect(problem.field).toBe(field)
    })
  }

  test('an event, a version or a thread that a run does not have', async ({ request }) => {
    const runId = `last-event-id-${Date.now()}`
    const body = { ...good, threadId: runId, runId }
    const run = await request.post(`${demoUrl}/api/runs`, { data: body, headers: json })
    expect(run.status()).toBe(200)
    for (const bad of ['one', '-1', '1.5', '99999999999999999999']) {
      const response = await request.get(`${demoUrl}/api/runs/${runId}/events`, { headers: { 'last-event-id': bad } })
      expect(response.status()).toBe(400)
      expect(await response.json()).toMatchObject({ field: 'last-event-id' })
    }
    const rest = await request.get(`${demoUrl}/api/runs/${runId}/events`, { headers: { 'last-event-id': '2' } })
    expect(await rest.text()).toMatch(/^(:[^\n]*\n\n)*id: 3\n/)
    const soFar = await request.get(`${demoUrl}/api/runs/${runId}/events?wait=no`, { headers: { 'last-event-id': '2' } })
    expect(await soFar.text()).toBe(await rest.text())
    const beyond = await request.get(`${demoUrl}/api/runs/${runId}/events`, { headers: { 'last-event-id': '999999999' } })
    expect(await beyond.text()).not.toContain('id:')

    const unknown = await request.post(`${demoUrl}/api/runs`, {
      data: {
        ...body,
        runId: `${runId}-2`,
        forwardedProps: { unfold: { from: { runId: 'nope', seq: 0, action: 'regenerate' } } },
      },
      headers: json,
    })
    expect(await unknown.json()).toMatchObject({ status: 404, code: 'not-found' })

    // The same run in another thread is refused, and sent again in its own it is read along.
    const stolen = await request.post(`${demoUrl}/api/runs`, { data: { ...body, threadId: 'another' }, headers: json })
    expect(await stolen.json()).toMatchObject({ status: 400, field: 'runId' })
    const again = await request.post(`${demoUrl}/api/runs`, { data: body, headers: json })
    expect(await again.text()).toBe(await run.text())
  })

  test('a run is started by a request that does not wait for it', async ({ request }) => {
    const app = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '20' } })
    const visitor = await request.post(`${app.url}/api/visitors`)
    const headers = { ...json, authorization: `Bearer ${(await visitor.json()).token}` }
    const seqsOf = (frames: string) => [...frames.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))
    try {
      const start = () => request.post(`${app.url}/api/runs?wait=no`, { data: good, headers })
      const started = await start()
      expect(started.headers()['content-type']).toBe('text/event-stream; charset=utf-8')
      const beginning = await started.text()
      expect(beginning).toContain('"type":"RUN_STARTED"')
      expect(beginning).not.toContain('"type":"RUN_FINISHED"')

      // Nobody reads it, and it goes on to its end.
      const poll = (after: number) =>
        request.get(`${app.url}/api/runs/${good.runId}/events?wait=no`, { headers: { ...headers, 'last-event-id': `${after}` } })
      const events: number[] = seqsOf(beginning)
      await expect(async () => {
        const more = await (await poll(events.at(-1) ?? 0)).text()
        events.push(...seqsOf(more))
        expect(more).toContain('"type":"RUN_FINISHED"')
      }).toPass()
      expect(events).toEqual(events.map((_, index) => index + 1))

      const again = await start()
      expect(seqsOf(await again.text())).toEqual(events)
    } finally {
      await app.stop()
    }
  })

  for (const [title, promised] of [
    ['that says so', true],
    ['that does not', false],
  ] as const) {
    test(`60 MB ${title} are not read to their end`, async () => {
      const { status, sent } = await upload(60 * 1024 * 1024, promised)
      expect(status).toBe(413)
      expect(sent).toBeLessThan(60 * 1024 * 1024)
    })
  }

  test('a method that a route does not have', async ({ request }) => {
    for (const [method, path, allow] of [
      ['GET', '/api/runs', 'POST, OPTIONS'],
      ['PUT', '/api/threads/x', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
      ['GET', '/api/runs/x/stop', 'POST, OPTIONS'],
      ['DELETE', '/api/health', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const response = await request.fetch(`${demoUrl}${path}`, { method })
      expect([response.status(), response.headers()['allow']]).toEqual([405, allow])
      expect(await response.json()).toMatchObject({ status: 405, code: 'wrong-method' })
    }
    const health = await request.fetch(`${demoUrl}/api/health`, { method: 'OPTIONS' })
    expect([health.status(), health.headers()['allow']]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect((await request.head(`${demoUrl}/api/health`)).status()).toBe(200)
  })
})

/** Sends zeros until it is answered or refused, as fast as they are taken. */
function upload(bytes: number, promised: boolean): Promise<{ status: number; sent: number }> {
  const chunk = Buffer.alloc(64 * 1024, 0x30)
  return new Promise((resolve, reject) => {
    let sent = 0
    const headers = { ...json, ...(promised && { 'content-length': String(bytes) }) }
    const request = httpRequest(`${demoUrl}/api/runs`, { method: 'POST', headers }, (response) => {
      response.resume()
      request.destroy()
      resolve({ status: response.statusCode ?? 0, sent })
    })
    request.on('error', reject)
    const more = () => {
      while (sent < bytes && !request.destroyed) {
        sent += chunk.length
        if (!request.write(chunk)) return void request.once('drain', more)
      }
      request.end()
    }
    more()
  })
}

/** As a client sends it that does not mend addresses, under any name. */
const getAs = (url: string, { host, method = 'GET', body }: { host?: string; method?: string; body?: string } = {}) =>
  new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const path = url.slice(new URL(url).origin.length)
    const headers = { ...(host && { host }), ...(body && json) }
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }))
    })
    request.on('error', reject)
    request.end(body)
  })

test('a broken percent escape in an address is a bad request', { tag: '@once' }, async () => {
  for (const path of ['/chat/%E0%A4%A', '/share/%', '/%ff', '/knowledge/%zz']) {
    const { status, type, text } = await getAs(`${demoUrl}${path}`)
    expect([path, status, type]).toEqual([path, 400, 'text/plain; charset=utf-8'])
    expect(text).toBe('The address has a broken % escape, or is none.\n')
  }
  for (const path of ['/api/runs/%E0%A4%A/events', '/api/threads/%', '/api/threads/%ff?turns=1']) {
    const { status, type, text } = await getAs(`${demoUrl}${path}`)
    expect([path, status, type]).toEqual([path, 400, 'application/problem+json'])
    expect(JSON.parse(text)).toMatchObject({ code: 'bad-request', detail: 'The address has a broken % escape, or is none.' })
  }
})

test('whatever is asked, and however, is answered on purpose', { tag: '@once' }, async () => {
  const methods = ['TRACE', 'PROPFIND', 'PURGE', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
  const asset = /\/_next\/static\/[^"]+\.js/.exec((await getAs(demoUrl)).text)?.[0] ?? ''
  for (const path of ['/', '/chat/nope', '/share/x', '/nowhere', '/knowledge/server-sent-events.md', asset])
    for (const method of methods) {
      const { status, type, text } = await getAs(`${demoUrl}${path}`, { method })
      expect([method, path, status, type]).toEqual([method, path, 405, 'application/problem+json'])
      expect(JSON.parse(text)).toMatchObject({ code: 'wrong-method', detail: expect.stringContaining('only GET, HEAD') })
    }
  for (const path of ['/api', '/api/nowhere', '/api/runs', '/api/threads/x?turns=1'])
    for (const method of ['TRACE', 'PROPFIND']) {
      const { status, text } = await getAs(`${demoUrl}${path}`, { method })
      expect([method, path, status, JSON.parse(text).code]).toEqual([method, path, 405, 'wrong-method'])
    }
  const { port, host } = new URL(demoUrl)
  /** The first line of the answer to a request that is written as it is. */
  const firstLine = (lines: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), 'localhost', () => socket.write(`${lines}\r\n\r\n`))
      socket.once('data', (data) => {
        resolve(String(data).split('\r\n')[0] ?? '')
        socket.destroy()
      })
      socket.once('error', reject).once('end', () => resolve('the connection is closed without a word'))
    })
  const offer = `Host: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk`
  for (const [lines, answer] of [
    [`OPTIONS * HTTP/1.1\r\nHost: ${host}`, '204 No Content'],
    [`GET * HTTP/1.1\r\nHost: ${host}`, '400 Bad Request'],
    [`GET ${demoUrl}/api/health HTTP/1.1\r\nHost: ${host}`, '200 OK'],
    [`GET http://rebound.example/api/threads HTTP/1.1\r\nHost: ${host}`, '403 Forbidden'],
    [`GET /api/health HTTP/1.1\r\n${offer}`, '200 OK'],
    [`GET / HTTP/1.1\r\n${offer}`, '200 OK'],
    [`HEAD /api/runs/nope/events HTTP/1.1\r\nHost: ${host}`, '404 Not Found'],
    [`GET /api//health HTTP/1.1\r\nHost: ${host}`, '308 Permanent Redirect'],
    [`GET /chat/x/ HTTP/1.1\r\nHost: ${host}`, '308 Permanent Redirect'],
  ] as const)
    expect([lines, await firstLine(lines)]).toEqual([lines, `HTTP/1.1 ${answer}`])
})

test('a file says how long it is, and gives a part that is asked for', { tag: '@once' }, async ({ request }) => {
  const added = await request.post(`${demoUrl}/api/threads/parts-${Date.now()}/documents?name=a.txt`, { data: 'Hello, world.' })
  const url = `${demoUrl}/api/documents/${(await added.json()).document.id}/file`
  const whole = await request.get(url)
  expect(whole.headers()).toMatchObject({ 'content-length': '13', 'accept-ranges': 'bytes' })
  expect((await request.head(url)).headers()['content-length']).toBe('13')
  const part = await request.get(url, { headers: { range: 'bytes=-6' } })
  expect([part.status(), await part.text(), part.headers()['content-range']]).toEqual([206, 'world.', 'bytes 7-12/13'])
  expect(part.headers()).toMatchObject({ 'content-length': '6' })
  expect(part.headers()['x-body-length']).toBeUndefined()
  const same = await request.get(url, { headers: { 'if-none-match': whole.headers()['etag'] ?? '' } })
  expect(same.status()).toBe(304)

  const runId = `length-${Date.now()}`
  await request.post(`${demoUrl}/api/runs`, { data: { ...good, threadId: runId, runId }, headers: json })
  const asItIs = { 'accept-encoding': 'identity' }
  const log = await request.get(`${demoUrl}/api/runs/${runId}/events?download`, { headers: asItIs })
  expect(Number(log.headers()['content-length'])).toBe((await log.body()).length)
})

test('under a foreign name nothing is served and nothing is asked, so that a rebound one spends no key', {
  tag: '@once',
}, async () => {
  const host = 'rebound.example:3000'
  const page = await getAs(demoUrl, { host })
  expect(page).toMatchObject({ status: 403, type: 'text/plain; charset=utf-8' })
  expect(page.text).toContain('set ALLOWED_HOSTS=rebound.example on the server')
  const runId = `rebound-${Date.now()}`
  const body = JSON.stringify({ ...good, threadId: runId, runId })
  expect(await getAs(`${demoUrl}/api/runs`, { host, method: 'POST', body })).toMatchObject({ status: 403 })
  expect(await getAs(`${demoUrl}/api/visitors`, { host, method: 'POST' })).toMatchObject({ status: 403 })
  expect(await getAs(`${demoUrl}/api/threads`, { host })).toMatchObject({ status: 403 })
  expect(await getAs(`${demoUrl}/api/health`, { host })).toMatchObject({ status: 200 })
  expect(await getAs(demoUrl, { host: 'localhost' })).toMatchObject({ status: 200 })
})

test('a run too many is refused with the time to ask again', { tag: '@once' }, async ({ request }) => {
  const app = await startOwnApp({ env: { RUNS_PER_HOUR: '1', DEMO_TOKENS_PER_SECOND: '0' } })
  try {
    // A page first: pages and routes are bundled apart, and what they share must serve both.
    expect((await request.get(app.url)).status()).toBe(200)
    const ask = (id: string, headers = {}) =>
      request.post(`${app.url}/api/runs`, { data: { ...good, threadId: id, runId: id }, headers: { ...json, ...headers } })
    expect((await ask('first')).status()).toBe(200)
    const second = await ask('second', { 'x-forwarded-for': '203.0.113.7' })
    expect(second.status()).toBe(429)
    expect(Number(second.headers()['retry-after'])).toBeGreaterThan(3000)
    expect(await second.json()).toMatchObject({ code: 'rate-limited', detail: expect.stringContaining('You can ask again at') })
  } finally {
    await app.stop()
  }
})

test.describe('headers', { tag: '@once' }, () => {
  const everywhere = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  }

  test('pages have a policy with a fresh nonce, which their scripts carry', async ({ request }) => {
    const nonces = new Set<string>()
    for (const path of ['/', '/', '/knowledge', '/knowledge/server-sent-events', '/chat/nope', '/nowhere']) {
      const response = await request.get(`${demoUrl}${path}`)
      const headers = response.headers()
      expect(headers, path).toMatchObject(everywhere)
      expect(headers['x-powered-by'], path).toBeUndefined()
      // A chat comes with its page, so no cache may have it.
      if (!path.startsWith('/knowledge') && path !== '/nowhere')
        expect(headers['cache-control'], path).toMatch(/private.*no-store/)
      const policy = headers['content-security-policy'] ?? ''
      for (const rule of [
        `'strict-dynamic'`,
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
      ])
        expect(policy, path).toContain(rule)
      expect(policy).toContain("frame-ancestors 'none'")
      const script = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
      expect(script).not.toMatch(/unsafe/)
      const nonce = /'nonce-([^']+)'/.exec(script)?.[1] ?? ''
      nonces.add(nonce)
      const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length, path).toBeGreaterThan(0)
      for (const tag of scripts) expect(tag, path).toContain(`nonce="${nonce}"`)
    }
    expect(nonces.size).toBe(6)
  })

  test('the API and files are as strict', async ({ request }) => {
    const page = await (await request.get(demoUrl)).text()
    const asset = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? ''
    for (const path of [asset, '/icon.svg', '/knowledge/server-sent-events.md', '/api/threads/nope', '/api/nowhere']) {
      const headers = (await request.get(`${demoUrl}${path}`)).headers()
      expect(headers, path).toMatchObject(everywhere)
      expect(headers['x-powered-by'], path).toBeUndefined()
    }
    const api = (await request.get(`${demoUrl}/api/threads/nope`)).headers()
    expect(api['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(api['cache-control']).toContain('no-store')
    expect((await request.get(`${demoUrl}${asset}`)).headers()['cache-control']).toContain('immutable')
  })

  test('a stream is not to be buffered, and is open to no other site', async ({ request }) => {
    const runId = `stream-${Date.now()}`
    const response = await request.post(`${demoUrl}/api/runs`, { data: { ...good, threadId: runId, runId }, headers: json })
    const headers = response.headers()
    expect(headers['content-type']).toMatch(/^text\/event-stream/)
    expect(headers['cache-control']).toMatch(/no-cache|no-store/)
    expect(headers['cache-control']).toContain('no-transform')
    expect(headers['x-accel-buffering']).toBe('no')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers).toMatchObject(everywhere)
  })
})
