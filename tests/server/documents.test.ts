import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentInfo } from '@/lib/protocol/document'
import { makePdf } from '@/tests/support/make-files'
import { setUpApp } from '@/tests/support/set-up-app'

type Handler = (request: Request, context: unknown) => Promise<Response>
type Routes = Record<'list' | 'remove' | 'text' | 'file', Partial<Record<'GET' | 'POST' | 'DELETE', Handler>>>

async function loadRoutes(): Promise<Routes> {
  return {
    list: await import('@/app/api/threads/[threadId]/documents/route'),
    remove: await import('@/app/api/threads/[threadId]/documents/[documentId]/route'),
    text: await import('@/app/api/documents/[documentId]/route'),
    file: await import('@/app/api/documents/[documentId]/file/route'),
  } as unknown as Routes
}

describe('files of a chat, over HTTP', () => {
  let close: () => Promise<void>
  let routes: Routes
  let cookie = ''
  beforeAll(async () => {
    ;({ close } = setUpApp({ DOCUMENTS_MB: '30', UPLOADS_PER_HOUR: '0' }))
    routes = await loadRoutes()
  })
  afterAll(() => close())

  const ask = (
    route: keyof Routes,
    method: 'GET' | 'POST' | 'DELETE',
    {
      body,
      headers,
      query = '',
      threadId = 't1',
      documentId = 'x',
    }: { body?: BodyInit; headers?: Record<string, string>; query?: string; threadId?: string; documentId?: string } = {},
  ) => {
    const request = new Request(`http://app.test/api/x${query}`, {
      method,
      headers: { host: 'app.test', ...(cookie && { cookie }), ...headers },
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit)
    const handler = routes[route][method]
    if (!handler) throw new Error('There is no such route.')
    return handler(request, { params: Promise.resolve({ threadId, documentId }) })
  }
  const upload = (name: string, content: string | Buffer, more: { threadId?: string; headers?: Record<string, string> } = {}) =>
    ask('list', 'POST', { body: new Uint8Array(Buffer.from(content)), query: `?name=${encodeURIComponent(name)}`, ...more })
  const list = async (threadId = 't1'): Promise<DocumentInfo[]> =>
    (await (await ask('list', 'GET', { threadId })).json()).documents

  test('a file is added to a chat that has not begun, listed, read, fetched and removed', async () => {
    const pdf = makePdf(['Hello', 'The costs are ten euros.'])
    const added = await upload('../../etc/Bericht „2026“\u202e.pdf', pdf)
    expect(added.status).toBe(201)
    cookie = added.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const { document } = await added.json()
    expect(document).toMatchObject({ name: 'Bericht „2026“ .pdf', type: 'pdf', size: pdf.length, pages: 2, state: 'ready' })
    expect(await list()).toEqual([document])
    expect(await list('another')).toEqual([])

    const stored = await (await ask('text', 'GET', { documentId: document.id })).json()
    expect(stored).toEqual({
      document,
      threadId: 't1',
      passages: [
        { text: 'Hello', place: 'page 1', page: 1 },
        { text: 'The costs are ten euros.', place: 'page 2', page: 2 },
      ],
    })
    const file = await ask('file', 'GET', { documentId: document.id })
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="Bericht _2026_ .pdf"; filename*=UTF-8''Bericht%20%E2%80%9E2026%E2%80%9C%20.pdf`,
    )
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true)

    // Whoever has not been here before is told the same as who asks for what is not there.
    for (const [route, method] of [
      ['text', 'GET'],
      ['file', 'GET'],
      ['remove', 'DELETE'],
    ] as const) {
      const answers = [
        await ask(route, method, { documentId: document.id, headers: { cookie: '' } }),
        await ask(route, method, { documentId: '0'.repeat(24) }),
      ]
      const [nobody, missing] = await Promise.all(answers.map((answer) => answer.text()))
      expect([answers[0]?.status, nobody]).toEqual([404, missing])
    }
    expect((await ask('remove', 'DELETE', { documentId: document.id, threadId: 'another' })).status).toBe(404)
    expect((await ask('remove', 'DELETE', { documentId: document.id })).status).toBe(204)
    for (const route of ['text', 'file'] as const)
      expect(await (await ask(route, 'GET', { documentId: document.id })).json()).toMatchObject({
        detail: 'This file does not exist or was removed.',
      })
    expect(await list()).toEqual([])
  })

  test('a form with one file is read as well, and large files keep every byte', async () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, index) => `${index} ${createHash('md5').update(String(index)).digest('hex')}`,
    )
    const form = new FormData()
    form.set('file', new File([lines.slice(0, 40_000).join('\n')], 'lines.txt', { type: 'text/plain' }))
    const added = await ask('list', 'POST', { body: form })
    const { document } = await added.json()
    expect(document).toMatchObject({ name: 'lines.txt', type: 'text' })
    const whole = Buffer.from(lines.slice(0, 40_000).join('\n'))
    const fetchFile = (headers = {}) => ask('file', 'GET', { documentId: document.id, headers })
    const file = await fetchFile()
    const etag = file.headers.get('etag') ?? ''
    expect([file.headers.get('x-body-length'), file.headers.get('accept-ranges')]).toEqual([`${whole.length}`, 'bytes'])
    expect(Buffer.from(await file.arrayBuffer()).equals(whole)).toBe(true)

    // A reader of PDF on a phone asks for the end, then for parts; the one in the middle is in two parts of the database.
    const end = whole.length - 1
    for (const [range, first, last] of [
      ['bytes=0-0', 0, 0],
      ['bytes=-500', end - 499, end],
      ['bytes=1048000-1049999', 1_048_000, 1_049_999],
      ['bytes=1048576-', 1_048_576, end],
      [`bytes=5-${whole.length * 2}`, 5, end],
      [`bytes=-${whole.length * 2}`, 0, end],
    ] as const) {
      const part = await fetchFile({ range, 'if-range': etag })
      expect([range, part.status, part.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${first}-${last}/${whole.length}`,
      ])
      expect(part.headers.get('x-body-length')).toBe(`${last + 1 - first}`)
      expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(first, last + 1))).toBe(true)
    }
    // What is no range, or one of a file that was another, gets all of it.
    for (const headers of [
      { range: 'bytes=0-1,4-5' },
      { range: 'bytes=9-1' },
      { range: 'lines=1-2' },
      { range: 'bytes=-' },
      { range: 'bytes=0-1', 'if-range': '"another"' },
    ]) {
      const all = await fetchFile(headers)
      expect([headers.range, all.status, all.headers.get('x-body-length')]).toEqual([headers.range, 200, `${whole.length}`])
      await all.body?.cancel()
    }
    for (const range of [`bytes=${whole.length}-`, 'bytes=-0']) {
      const none = await fetchFile({ range })
      expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
      expect(await none.json()).toMatchObject({ code: 'no-such-part', detail: 'This file has no such part.' })
    }
    // Whoever is in the middle of it when it is removed is not left to wait for what was promised.
    const filler = 'x'.repeat(4 * 1024 * 1024)
    const long = makePdf(['Hello'], { objects: [`<< /Length ${filler.length} >>\nstream\n${filler}\nendstream`] })
    const documentId: string = (await (await upload('long.pdf', long)).json()).document.id
    const { body } = await ask('file', 'GET', { documentId })
    const reading = async () => {
      const reader = body?.getReader()
      await reader?.read()
      await ask('remove', 'DELETE', { documentId })
      while (!(await reader?.read())?.done);
    }
    await expect(reading()).rejects.toThrow('removed while it was sent')

    const same = await fetchFile({ 'if-none-match': `"another", W/${etag}` })
    expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, ''])
    await ask('remove', 'DELETE', { documentId: document.id })
    form.set('another', new File(['a'], 'a.txt'))
    expect(await (await ask('list', 'POST', { body: form })).json()).toMatchObject({ code: 'bad-request', field: 'file' })
    const broken = await ask('list', 'POST', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=a' } })
    expect(await broken.json()).toMatchObject({ code: 'bad-request', field: 'body' })
  })

  test('what is refused says why, and nothing of it is kept', async () => {
    const refused = async (response: Response) => {
      const { status, code, detail } = await response.json()
      return `${status} ${code}: ${detail}`
    }
    expect(await refused(await upload('a.pdf', 'no PDF'))).toBe(
      '400 bad-request: The name of this file says PDF, but it is text. Name it by what it is and add it again.',
    )
    expect(await refused(await upload('a.txt', ''))).toBe('400 bad-request: This file is empty.')
    expect(await refused(await ask('list', 'POST', { body: 'Hello' }))).toContain('?name=')
    expect(await refused(await upload('a.txt', 'Hello', { headers: { 'content-encoding': 'gzip' } }))).toBe(
      '400 bad-request: The body must be sent as it is, not compressed.',
    )
    const tooLarge = '413 too-large: This file is larger than 20 MB. Add a smaller one, or the part that you need.'
    expect(await refused(await upload('a.txt', Buffer.alloc(20 * 1024 * 1024 + 1, 'a')))).toBe(tooLarge)
    expect(await refused(await upload('a.txt', 'Hello', { headers: { 'content-length': '30000000' } }))).toBe(tooLarge)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    expect(await refused(await ask('list', 'POST', { body: endless, query: '?name=a.txt' }))).toBe(tooLarge)
    expect(sent).toBeLessThan(25)
    expect(await list()).toEqual([])
  })

  test('a chat has twenty files, and a visitor so much room', async () => {
    const { services } = await import('@/lib/server/services')
    const { addDocument } = await import('@/lib/db/document-queries')
    const { visitorOf } = await import('@/lib/server/http/visitor')
    const owner = visitorOf(new Request('http://app.test', { headers: { cookie } }))
    if (!owner) throw new Error('There is a visitor.')
    const add = (id: string, threadId: string, size: number) =>
      services().store.use((db) =>
        addDocument(
          db,
          {
            id,
            owner,
            threadId,
            name: 'a.txt',
            type: 'text',
            size,
            chars: 1,
            addedAt: Date.now(),
            bytes: new Uint8Array(1),
            passages: [],
          } as never,
          { maxPerThread: 20, maxBytesPerOwner: Number.MAX_SAFE_INTEGER },
        ),
      )
    for (let index = 0; index < 20; index += 1) await add(`full${index}`, 'full', 1)
    expect(await (await upload('a.txt', 'Hello', { threadId: 'full' })).json()).toMatchObject({
      detail: 'This chat has 20 files, which is the most. Remove one, then add this one.',
    })
    // It is told before the file has come.
    let taken = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        taken += 1
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const early = await ask('list', 'POST', { body: endless, query: '?name=a.txt', threadId: 'full' })
    expect(await early.json()).toMatchObject({ detail: expect.stringContaining('20 files, which is the most') })
    expect(taken).toBeLessThan(3)
    // Two windows that add the twentieth at the same moment: both have come, one is kept.
    for (let index = 0; index < 19; index += 1) await add(`race${index}`, 'race', 1)
    const both = await Promise.all(['a.txt', 'b.txt'].map((name) => upload(name, 'Hello', { threadId: 'race' })))
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 400])
    await add('big', 'big', 31_457_280)
    expect(await (await upload('a.txt', 'Hello', { threadId: 'other' })).json()).toMatchObject({
      detail: expect.stringContaining('all of the 30 MB'),
    })
  })
})

describe('where they are limited, or not kept', () => {
  test('an address adds so many within an hour', async () => {
    const { close } = setUpApp({ UPLOADS_PER_HOUR: '2' })
    const { list } = await loadRoutes()
    const add = () =>
      list.POST?.(
        new Request('http://app.test/api/x?name=a.txt', { method: 'POST', headers: { host: 'app.test' }, body: 'Hi' }),
        {
          params: Promise.resolve({ threadId: 't' }),
        },
      )
    expect([(await add())?.status, (await add())?.status]).toEqual([201, 201])
    const third = await add()
    expect(third?.status).toBe(429)
    expect(await third?.json()).toMatchObject({
      detail: expect.stringMatching(/^You have added 2 files within an hour.* Try again in 60 minutes\.$/),
    })
    await close()
  })

  test('files that come slowly keep no other out, and what does not come at all is told so', async () => {
    const { close } = setUpApp({})
    const { list } = await loadRoutes()
    const open: (() => void)[] = []
    const held = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          open.push(() => {
            controller.enqueue(Buffer.from('Hello'))
            controller.close()
          })
        },
      })
    const add = (body: BodyInit) =>
      list.POST?.(
        new Request('http://app.test/api/x?name=a.txt', {
          method: 'POST',
          headers: { host: 'app.test' },
          body,
          duplex: 'half',
        } as RequestInit),
        { params: Promise.resolve({ threadId: 't' }) },
      )
    const going = Array.from({ length: 5 }, () => add(held()))
    await expect.poll(() => open.length).toBe(5)
    expect((await add('Hi'))?.status).toBe(201)
    for (const finish of open) finish()
    expect(new Set((await Promise.all(going)).map((response) => response?.status))).toEqual(new Set([201]))
    await close()
  })

  test('a server that keeps none says so, and tells its pages', async () => {
    for (const environment of [{ DOCUMENTS: 'off' }, { VERCEL: '1', VISITOR_SECRET: 'x'.repeat(40) }]) {
      const { close } = setUpApp(environment)
      const { list } = await loadRoutes()
      const { getShellData } = await import('@/lib/server/page-data')
      const request = new Request('http://app.test/api/x?name=a.txt', {
        method: 'POST',
        headers: { host: 'app.test' },
        body: 'Hi',
      })
      const response = await list.POST?.(request, { params: Promise.resolve({ threadId: 't' }) })
      expect(await response?.json()).toMatchObject({
        status: 400,
        detail: 'This server keeps no files. Paste the text into your question.',
      })
      expect(await getShellData(new Headers())).not.toHaveProperty('documents')
      await close()
    }
    const { close } = setUpApp({})
    const { getShellData } = await import('@/lib/server/page-data')
    expect((await getShellData(new Headers())).documents).toMatchObject({ maxBytes: 20_971_520, maxPerThread: 20 })
    await close()
  })
})
