import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from '@playwright/test'
import { databases, modelUrl } from '@/tests/support/app'
import { Visitor } from '@/tests/support/visitor'
import { type ApiRoute, apiRoutes } from './api-routes'

/** A body that the route would take for an id of one's own, so that only the id can be what is refused. */
const bodies: Record<string, unknown> = { 'PATCH /api/threads/[threadId]': { title: 'Mine now' } }
/** What is the same for every id, since it looks at none. */
const blind = ['GET /api/threads/[threadId]/documents', 'POST /api/threads/[threadId]/documents']

/** What is for anyone who has a link. */
const byLink = ['GET /api/shares/[shareId]/runs/[runId]/events']

const withId = apiRoutes.filter(({ params }) => params.length > 0)
const nameOf = ({ method, path }: ApiRoute): string => `${method} ${path}`

test('the routes are found by their files', { tag: '@once' }, () => {
  const names = apiRoutes.map(nameOf)
  expect(names).toEqual(expect.arrayContaining(['POST /api/runs', 'GET /api/threads/[threadId]', 'GET /api/runs/[runId]/events']))
})

for (const { database, url } of databases) {
  for (const by of ['cookie', 'token'] as const) {
    test.describe(`a visitor with a ${by}, on ${database}`, { tag: '@once' }, () => {
      test('learns nothing of what is another’s, and changes nothing, by any route', async () => {
        const [owner, other] = await Promise.all([Visitor.arrive(url, by), Visitor.arrive(url, by)])
        const ended = { threadId: randomUUID(), runId: randomUUID() }
        const running = { threadId: randomUUID(), runId: randomUUID() }
        const deleted = { threadId: randomUUID(), runId: randomUUID() }
        await owner.ask('A secret of mine [plain]', ended)
        await owner.ask('Another secret of mine [plain]', deleted)
        const [endedShare, deletedShare] = await Promise.all([share(owner, ended.threadId), share(owner, deleted.threadId)])
        const [endedFile, deletedFile] = await Promise.all([addFile(owner, ended.threadId), addFile(owner, deleted.threadId)])
        await owner.fetch(`/api/threads/${deleted.threadId}`, { method: 'DELETE' })
        const line = new AbortController()
        expect((await owner.post('A long secret [slow]', running, line.signal)).status).toBe(200)
        const before = await owner.thread(ended.threadId)

        for (const route of withId) {
          const missing = await answerTo(other, route, {
            threadId: randomUUID(),
            runId: randomUUID(),
            shareId: noShare,
            documentId: noFile,
          })
          if (!blind.includes(nameOf(route))) expect(missing, nameOf(route)).toMatchObject({ status: 404 })
          for (const ids of [
            { ...ended, shareId: endedShare, documentId: endedFile },
            { ...running, shareId: noShare, documentId: noFile },
            { ...deleted, shareId: deletedShare, documentId: deletedFile },
            // A run that the link does not show.
            { ...running, shareId: endedShare, documentId: endedFile },
          ]) {
            if (byLink.includes(nameOf(route)) && ids.shareId === endedShare && ids.runId === ended.runId) continue
            expect(await answerTo(other, route, ids), nameOf(route)).toEqual(missing)
            expect(await answerTo(new Visitor(url, {}), route, ids), `${nameOf(route)}, as nobody`).toEqual(missing)
          }
        }

        expect(await owner.thread(ended.threadId)).toEqual(before)
        expect(await (await owner.fetch(`/api/threads/${ended.threadId}/documents`)).json()).toMatchObject({
          documents: [{ id: endedFile }],
        })
        expect(await (await owner.fetch(`/api/threads/${ended.threadId}/shares`)).json()).toMatchObject({
          shares: [{ shareId: endedShare }],
        })
        const [run] = (await owner.thread(running.threadId)).turns.flatMap(({ runs }) => runs)
        expect(run?.ended).toBe(false)
        for (const query of ['', '?query=secret', `?query=${ended.threadId}`]) {
          expect(await (await other.fetch(`/api/threads${query}`)).json()).toEqual({ threads: [] })
        }
        const page = await other.fetch(`/chat/${ended.threadId}`)
        expect(page.status).toBe(404)
        expect(await page.text()).not.toContain('secret')
        line.abort()
        expect((await owner.fetch(`/api/runs/${running.runId}/stop`, { method: 'POST' })).status).toBe(202)
      })

      test('may use an id that another uses, and each has their own', async () => {
        const [owner, other] = await Promise.all([Visitor.arrive(url, by), Visitor.arrive(url, by)])
        const ids = { threadId: randomUUID(), runId: randomUUID() }
        const first = await owner.ask('Whose is it? Mine [plain]', ids)
        const second = await other.ask('Whose is it? Not yours [answer]', ids)
        expect(second).not.toEqual(first)
        expect(await owner.read(ids.runId)).toEqual(first)
        expect(await other.read(ids.runId)).toEqual(second)
        expect((await other.thread(ids.threadId)).turns).toHaveLength(1)
        expect((await other.fetch(`/api/threads/${ids.threadId}`, { method: 'DELETE' })).status).toBe(204)
        expect((await owner.thread(ids.threadId)).turns[0]?.question).toBe('Whose is it? Mine [plain]')
      })

      test('cannot start from a run of another', async () => {
        const [owner, other] = await Promise.all([Visitor.arrive(url, by), Visitor.arrive(url, by)])
        const theirs = { threadId: randomUUID(), runId: randomUUID() }
        const mine = { threadId: randomUUID(), runId: randomUUID() }
        await owner.ask('A secret of mine [plain]', theirs)
        await other.ask('Something else [plain]', mine)
        for (const action of ['regenerate', 'edit', 'continue', 'retry-call', 'answer-now']) {
          const from = (runId: string) => ({
            action,
            from: { runId, seq: 1 },
            ...(action === 'retry-call' && { toolCallId: 'a', args: '{}' }),
          })
          const answers = await Promise.all(
            [theirs.runId, randomUUID()].map((runId) =>
              other.post('And?', { ...mine, runId: randomUUID(), unfold: from(runId) }),
            ),
          )
          const [foreign, missing] = await Promise.all(answers.map(toComparable))
          expect(foreign, action).toEqual(missing)
          expect([400, 404], action).toContain(foreign?.status)
        }
      })
    })
  }
}

// They are checked before any database is asked.
test('each bit of a cookie and of a token is needed', { tag: '@once' }, async () => {
  const url = modelUrl
  const owner = await Visitor.arrive(url, 'cookie')
  const { cookie = '' } = owner.headers
  const threadId = randomUUID()
  await owner.ask('A secret of mine [plain]', { threadId })
  const token = cookie.slice(cookie.indexOf('=') + 1)
  expect(await statusOf(url, threadId, `Cookie: ${cookie}`)).toBe(200)
  expect(await statusOf(url, threadId, `Authorization: Bearer ${token}`)).toBe(200)
  const flipped = Array.from({ length: cookie.length * 8 }, (_, bit) => flip(cookie, bit))
  for (const wrong of flipped) expect([404, 400], escape(wrong)).toContain(await statusOf(url, threadId, `Cookie: ${wrong}`))
  for (let bit = 0; bit < token.length * 8; bit += 1) {
    const wrong = flip(token, bit)
    const status = await statusOf(url, threadId, `Authorization: Bearer ${wrong}`)
    expect([401, 400], escape(wrong)).toContain(status)
  }
  for (const wrong of [
    '',
    'x',
    `${token}x`,
    token.slice(0, -1),
    '.',
    `.${token}`,
    token.replace('.', '..'),
    'a'.repeat(10_000),
  ]) {
    expect([404, 400, 431], wrong).toContain(await statusOf(url, threadId, `Cookie: visitor=${wrong}`))
  }
})

/** Could be an id, and is none. */
const noShare = '0'.repeat(22)

async function share(owner: Visitor, threadId: string): Promise<string> {
  const response = await owner.fetch('/api/shares', { method: 'POST', body: { threadId } })
  expect(response.status).toBe(201)
  return (await response.json()).shareId
}

const noFile = '0'.repeat(24)

async function addFile(owner: Visitor, threadId: string): Promise<string> {
  const headers = { ...owner.headers, 'content-type': 'text/plain' }
  const path = `/api/threads/${threadId}/documents?name=secret.txt`
  const response = await fetch(`${owner.url}${path}`, { method: 'POST', headers, body: 'A secret of mine' })
  expect(response.status).toBe(201)
  return (await response.json()).document.id
}

type Ids = { threadId: string; runId: string; shareId: string; documentId: string }

function answerTo(visitor: Visitor, route: ApiRoute, ids: Ids) {
  const path = route.path.replace(/\[(\w+)\]/g, (name, key: keyof Ids) => ids[key] ?? name)
  expect(path, 'an id that this test does not know').not.toContain('[')
  const body = bodies[nameOf(route)]
  return visitor.fetch(path, { method: route.method, ...(body !== undefined && { body }) }).then(toComparable)
}

/** All of an answer by which one could tell it from another. */
async function toComparable(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'date')
  return { status: response.status, headers, body: await response.text() }
}

const flip = (text: string, bit: number): string => {
  const bytes = Buffer.from(text, 'latin1')
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return bytes.toString('latin1')
}

/** By a socket of our own: a client would refuse to send most of these headers. */
async function statusOf(url: string, threadId: string, header: string): Promise<number> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setEncoding('latin1')
  const head = `GET /api/threads/${threadId} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n${header}\r\n\r\n`
  socket.write(Buffer.from(head, 'latin1'))
  let answer = ''
  socket.on('data', (text: string) => {
    answer += text
  })
  await once(socket, 'close')
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}
