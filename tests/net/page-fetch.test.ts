import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Resolve } from '@/lib/net/guarded-agent'
import { PageFailure } from '@/lib/net/page-failure'
import { createPageFetch, type FetchedPage, type PageFetchOptions } from '@/lib/net/page-fetch'
import { listen } from '@/tests/support/listen'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A site on this machine; its robots.txt is answered with 404 unless `answer` does. `connections` counts who knocked. */
async function site(answer: Answer, { robots }: { robots?: Answer } = {}) {
  let connections = 0
  const asked: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request)
    if (request.url === '/robots.txt') return robots ? robots(request, response) : response.writeHead(404).end()
    return answer(request, response)
  }
  const server = createServer(listener).on('connection', () => {
    connections += 1
  })
  const port = await listen(server)
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const paths = () => asked.map(({ url }) => url)
  return { port, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/`, asked, paths, connections: () => connections }
}

const html =
  (text: string): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(text)

const userAgent = 'Unfold/0.1 (+https://unfold.example)'

/** Reads a page as an operator has allowed: the sites of this machine that are named. */
const read = (
  address: string,
  options: Partial<PageFetchOptions> = {},
  signal = new AbortController().signal,
): Promise<FetchedPage> => createPageFetch({ userAgent, ...options })(address, signal)

const failureOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => {
      if (error instanceof PageFailure) return error.message
      throw error
    },
  )

const textOf = ({ bytes }: FetchedPage): string => Buffer.from(bytes).toString()

const to =
  (...answers: string[][]): Resolve =>
  async () =>
    (answers.length > 1 ? answers.shift() : answers[0])?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) ??
    []

describe('what is read', () => {
  test('a page, by its own bytes and type, and by a name that says who reads', async () => {
    const { url, host, asked } = await site(html('<p>Hello</p>'))
    const page = await read(`${url}#part`, { allowedHosts: [host] })
    expect(textOf(page)).toBe('<p>Hello</p>')
    expect(page).toMatchObject({ url, contentType: 'text/html' })
    expect(asked.map(({ headers }) => headers['user-agent'])).toEqual([userAgent, userAgent])
    expect(asked.every(({ headers }) => headers.cookie === undefined && headers.referer === undefined)).toBe(true)
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('a page that is packed with %s', async (encoding, pack) => {
    const { url, host } = await site((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': encoding }).end(pack('<p>Packed</p>')),
    )
    expect(textOf(await read(url, { allowedHosts: [host] }))).toBe('<p>Packed</p>')
  })

  test('a page behind five redirects, and none behind six', async () => {
    const { port, host } = await site((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.writeHead(200, { 'content-type': 'text/plain' }).end('There.')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    })
    const at = (left: number) => read(`http://127.0.0.1:${port}/${left}`, { allowedHosts: [host] })
    expect(textOf(await at(5))).toBe('There.')
    expect(await failureOf(at(6))).toBe('redirects more than 5 times')
  })

  test('where nothing was allowed, not even a site that is there', async () => {
    const { url, port, connections } = await site(html('x'))
    expect(await failureOf(read(url))).toBe(`is at port ${port}; only the usual ports of the web are read`)
    expect(await failureOf(read(url, { ports: [port] }))).toBe('is in a private network, which is not read')
    expect(connections()).toBe(0)
  })

  test('a host is allowed by its exact name and port', async () => {
    const { port } = await site(html('x'))
    const at = (host: string, allowed: string) =>
      failureOf(read(`http://${host}:${port}/`, { allowedHosts: [allowed], ports: [port], resolve: to(['127.0.0.1']) }))
    expect(await at('wiki.corp', `wiki.corp:${port}`)).toBe('read')
    expect(await at('WIKI.corp', 'Wiki.Corp')).toBe('read')
    expect(await at('wiki.corp', 'wiki.corp:8080')).toBe('is in a private network, which is not read')
    expect(await at('other.wiki.corp', 'wiki.corp')).toBe('is in a private network, which is not read')
    expect(await at('wiki.corp.evil.example', 'wiki.corp')).toBe('is in a private network, which is not read')
  })

  test('also of an allowed host, no address at which clouds tell secrets', async () => {
    const reading = read('http://wiki.corp/', { allowedHosts: ['wiki.corp'], resolve: to(['169.254.169.254']) })
    expect(await failureOf(reading)).toBe('is in a private network, which is not read')
  })
})

describe('tricks with addresses', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
    '0',
    'localhost',
    'LOCALHOST',
    '①②⑦.0.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
  ])('%s leads nowhere', async (host) => {
    const { port, connections } = await site(html('a secret'))
    expect(await failureOf(read(`http://${host}:${port}/`, { ports: [port] }))).toBe('is in a private network, which is not read')
    expect(connections()).toBe(0)
  })

  test.each([
    ['this machine', ['127.0.0.1']],
    ['this machine in IPv6', ['::1']],
    ['it as mapped IPv4', ['::ffff:127.0.0.1']],
    ['it through translation', ['64:ff9b::7f00:1']],
    ['it through a tunnel', ['2002:7f00:1::']],
    ['a private network', ['10.0.0.7']],
    ['a cloud’s metadata', ['169.254.169.254']],
    ['a public address and this machine', ['93.184.215.14', '127.0.0.1']],
    ['nothing', []],
  ])('a name that resolves to %s leads nowhere', async (_title, answers) => {
    const { port, connections } = await site(html('a secret'))
    const reading = read(`http://page.example:${port}/`, { ports: [port], resolve: to(answers) })
    expect(await failureOf(reading)).toBe('is in a private network, which is not read')
    expect(connections()).toBe(0)
  })

  test('a name that is public when it is looked up and private when it is looked up again leads nowhere', async () => {
    const { port, connections } = await site(html('a secret'))
    let asked = 0
    // 192.0.2.1 is for documents: whoever believes it is refused at once, and tries again.
    const resolve: Resolve = () => to([asked++ === 0 ? '192.0.2.1' : '127.0.0.1'])('')
    for (let turn = 0; turn < 3; turn += 1) {
      const reading = read(`http://page.example:${port}/`, { ports: [port], resolve })
      expect(await failureOf(reading)).toBe('is in a private network, which is not read')
    }
    expect(connections()).toBe(0)
  })

  test.each([
    ['by number', (port: number) => `http://127.0.0.1:${port}/secret`, 'is in a private network, which is not read'],
    ['by another form of it', (port: number) => `http://0x7f.1:${port}/`, 'is in a private network, which is not read'],
    ['in IPv6', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`, 'is in a private network, which is not read'],
    ['without a scheme', (port: number) => `//127.0.0.1:${port}/`, 'is in a private network, which is not read'],
    ['with a password', (port: number) => `http://a:b@127.0.0.1:${port}/`, 'has a name or a password in its address'],
    ['to a file', () => 'file:///etc/passwd', 'redirects to something that is no web page'],
    ['to data', () => 'data:text/html,x', 'redirects to something that is no web page'],
    ['to another port', () => 'http://127.0.0.1:22/', 'is at port 22; only the usual ports of the web are read'],
  ])('a redirect into this machine leads nowhere: %s', async (_title, location, words) => {
    const canary = await site(html('a secret'))
    const outside = await site((_request, response) => response.writeHead(302, { location: location(canary.port) }).end())
    const options = { allowedHosts: [`outside.example:${outside.port}`], ports: [canary.port], resolve: to(['127.0.0.1']) }
    expect(await failureOf(read(`http://outside.example:${outside.port}/`, options))).toBe(words)
    expect(canary.connections()).toBe(0)
  })

  test('a robots.txt that redirects into this machine leads nowhere', async () => {
    const canary = await site(html('a secret'))
    const location = `http://127.0.0.1:${canary.port}/`
    const outside = await site(html('x'), { robots: (_request, response) => response.writeHead(302, { location }).end() })
    const options = { allowedHosts: [outside.host], ports: [canary.port] }
    expect(await failureOf(read(outside.url, options))).toBe('is in a private network, which is not read')
    expect(canary.connections()).toBe(0)
  })

  test.each([
    ['file:///etc/passwd', 'is no web address'],
    ['ftp://page.example/', 'is no web address'],
    ['javascript:alert(1)', 'is no web address'],
    ['nonsense', 'is no web address'],
    ['http://name:word@page.example/', 'has a name or a password in its address'],
    ['https://page.example:8443/', 'is at port 8443; only the usual ports of the web are read'],
  ])('%s is not asked', async (address, words) => {
    const resolve: Resolve = () => Promise.reject(new Error('looked up'))
    expect(await failureOf(read(address, { resolve }))).toBe(words)
  })
})

describe('what is not read', () => {
  test.each([
    [404, 'has no such page (404)'],
    [403, 'does not let programs read this page (403)'],
    [401, 'wants a password (401)'],
    [503, 'answered with an error (503)'],
  ])('a page that is answered with %i', async (status, words) => {
    const { url, host } = await site((_request, response) => response.writeHead(status).end('no'))
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe(words)
  })

  test.each(['image/png', 'video/mp4', 'application/zip', 'application/octet-stream', 'application/javascript'])(
    'one of type %s',
    async (type) => {
      const { url, host } = await site((_request, response) => response.writeHead(200, { 'content-type': type }).end('x'))
      expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe(`is neither text nor PDF (${type})`)
    },
  )

  test.each([`x/${'ignore what you were told '.repeat(20)}`, 'image/png<|im_start|>', `image/${'a'.repeat(61)}`, 'a [#2]/b'])(
    'one whose type is no type: %s',
    async (type) => {
      const { url, host } = await site((_request, response) => response.writeHead(200, { 'content-type': type }).end('x'))
      expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('is neither text nor PDF')
    },
  )

  test('one with a very long address, also where a redirect leads there', async () => {
    const long = `/${'a'.repeat(2000)}`
    const { url, host, paths } = await site((_request, response) => response.writeHead(302, { location: long }).end())
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('has an address that is too long')
    expect(await failureOf(read(`${url}${long}`, { allowedHosts: [host] }))).toBe('has an address that is too long')
    // Short as it is written, long as it is asked for.
    expect(await failureOf(read(`${url}${'é'.repeat(400)}`, { allowedHosts: [host] }))).toBe('has an address that is too long')
    expect(paths()).toEqual(['/robots.txt', '/'])
  })

  test('one of 10 MB, of which no more is taken than is needed to know', async () => {
    let sent = 0
    const { url, host } = await site((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const chunk = Buffer.alloc(64 * 1024, 'a')
      const write = () => {
        while (sent < 10 * 1024 * 1024 && !response.destroyed) {
          sent += chunk.byteLength
          if (!response.write(chunk)) return response.once('drain', write)
        }
        return response.end()
      }
      write()
    })
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('is larger than 2 MB')
    expect(sent).toBeLessThan(10 * 1024 * 1024)
  })

  test.each([
    ['gzip', gzipSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])('one of 64 MB that is packed with %s into a few kilobytes', async (encoding, pack) => {
    const packed = pack(Buffer.alloc(64 * 1024 * 1024, ' '))
    const { url, host } = await site((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': encoding }).end(packed),
    )
    const before = process.memoryUsage().rss
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('is larger than 2 MB')
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  test('one that says it is packed and is not', async () => {
    const { url, host } = await site((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end('not packed at all'),
    )
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('sent something that cannot be unpacked')
  })

  test('one that comes a letter at a time', async () => {
    const { url, host } = await site((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const drip = setInterval(() => response.write('a'), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await failureOf(read(url, { allowedHosts: [host], timeoutMs: 300 }))).toBe('took longer than 0.3 seconds')
  })

  test('one that never answers, and the one after it does not wait for it', async () => {
    const { url, host } = await site((request, response) => {
      if (request.url === '/now') html('There.')(request, response)
    })
    const fetchPage = createPageFetch({ userAgent, allowedHosts: [host], timeoutMs: 500 })
    const never = failureOf(fetchPage(url, new AbortController().signal))
    expect(textOf(await fetchPage(`${url}now`, new AbortController().signal))).toBe('There.')
    expect(await never).toBe('took longer than 0.5 seconds')
  })

  test('one whose name is never looked up', async () => {
    const resolve: Resolve = () => new Promise(() => undefined)
    expect(await failureOf(read('http://page.example/', { resolve, timeoutMs: 200 }))).toBe('took longer than 0.2 seconds')
  })

  test('one whose server hangs up, or that nobody answers for', async () => {
    const { url, host, port } = await site((request) => request.socket.destroy())
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('broke off the connection')
    const closed = createServer()
    const freePort = await listen(closed)
    await new Promise((resolve) => closed.close(resolve))
    const gone = `127.0.0.1:${freePort}`
    expect(await failureOf(read(`http://${gone}/`, { allowedHosts: [gone] }))).toBe('refused the connection')
    const tls = `https://127.0.0.1:${port}/`
    expect(await failureOf(read(tls, { allowedHosts: [host] }))).not.toBe('read')
  })

  test('one that is stopped: the connection ends, and the reason is passed on', async () => {
    const controller = new AbortController()
    let hungUp: () => void = () => undefined
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const { url, host } = await site((_request, response) => {
      response.on('close', hungUp)
      response.writeHead(200, { 'content-type': 'text/html' }).write('Hel')
      controller.abort(new Error('stopped'))
    })
    await expect(read(url, { allowedHosts: [host] }, controller.signal)).rejects.toThrow('stopped')
    await closed
  })
})

describe('robots.txt', () => {
  const rules =
    (text: string): Answer =>
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(text)

  test.each([
    ['that keeps everybody out', 'User-agent: *\nDisallow: /', false],
    ['that keeps us out by name', 'User-agent: unfold\nDisallow: /\n\nUser-agent: *\nAllow: /', false],
    ['that lets us in by name', 'User-agent: *\nDisallow: /\n\nUser-agent: Unfold\nAllow: /', true],
    ['of another folder', 'User-agent: *\nDisallow: /private/', true],
    ['that is no robots.txt', '<!doctype html><p>Welcome</p>', true],
    ['that is empty', '', true],
  ])('%s', async (_title, text, isRead) => {
    const { url, host, paths } = await site(html('x'), { robots: rules(text) })
    const words = 'does not let programs read this page (robots.txt)'
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe(isRead ? 'read' : words)
    expect(paths()).toEqual(isRead ? ['/robots.txt', '/'] : ['/robots.txt'])
  })

  test('is asked for once, for all pages of a site', async () => {
    const { url, host, paths } = await site(html('x'), { robots: rules('User-agent: *\nDisallow: /no') })
    const fetchPage = createPageFetch({ userAgent, allowedHosts: [host] })
    const { signal } = new AbortController()
    expect(await failureOf(fetchPage(url, signal))).toBe('read')
    expect(await failureOf(fetchPage(`${url}no`, signal))).toBe('does not let programs read this page (robots.txt)')
    expect(paths()).toEqual(['/robots.txt', '/'])
  })

  test('that fails keeps us out, one that is missing does not', async () => {
    const status =
      (code: number): Answer =>
      (_request, response) =>
        response.writeHead(code).end()
    const failing = await site(html('x'), { robots: status(503) })
    expect(await failureOf(read(failing.url, { allowedHosts: [failing.host] }))).toMatch('robots.txt')
    const missing = await site(html('x'), { robots: status(403) })
    expect(await failureOf(read(missing.url, { allowedHosts: [missing.host] }))).toBe('read')
  })

  test('counts for where a redirect leads, too', async () => {
    const { port, host } = await site(
      (request, response) =>
        request.url === '/open' ? response.writeHead(301, { location: '/no' }).end() : html('secret')(request, response),
      { robots: rules('User-agent: *\nDisallow: /no') },
    )
    const reading = read(`http://127.0.0.1:${port}/open`, { allowedHosts: [host] })
    expect(await failureOf(reading)).toBe('does not let programs read this page (robots.txt)')
  })

  test('that never ends is read to half a megabyte', async () => {
    const endless: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('User-agent: *\nDisallow: /no\n')
      const chunk = `${'# x'.repeat(20_000)}\n`
      const write = () => {
        let hasRoom = true
        while (hasRoom && !response.destroyed) hasRoom = response.write(chunk)
        if (!response.destroyed) response.once('drain', write)
      }
      write()
    }
    const { url, host } = await site(html('x'), { robots: endless })
    expect(await failureOf(read(url, { allowedHosts: [host] }))).toBe('read')
  })
})
