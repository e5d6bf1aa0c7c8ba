import type { RequestListener } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createTools } from '@/lib/agent/tools'
import { createSearch } from '@/lib/agent/tools/search/search'
import { createTavily } from '@/lib/agent/tools/search/tavily'
import { createWikipedia } from '@/lib/agent/tools/search/wikipedia'
import { failureOf, runTool } from '@/tests/agent/tools/run-tool'
import { fakeService, json } from './fake-service'

const tavily = (baseUrl: string, timeoutMs = 10_000) =>
  createSearch({ provider: createTavily({ apiKey: 'tvly-test', baseUrl, timeoutMs }), fetch })
const wikipedia = (baseUrl: string, timeoutMs = 10_000) =>
  createSearch({ provider: createWikipedia({ baseUrl, timeoutMs }), fetch })

describe('tavily', () => {
  const result = (n: number) => ({ url: `https://www.site${n}.org/page`, title: `Page ${n}`, content: `Text ${n}.`, score: 0.9 })

  test('asks with the key, and numbers what it found', async () => {
    const { baseUrl, asked } = await fakeService(json({ query: 'tea', results: [result(1), result(2)] }))
    expect(await runTool(tavily(baseUrl), { query: ' tea ' })).toEqual({
      content: '[#1] Page 1 — site1.org\nText 1.\n\n[#2] Page 2 — site2.org\nText 2.',
      summary: '2 sources',
      sources: [
        { url: 'https://www.site1.org/page', title: 'Page 1', passage: 'Text 1.' },
        { url: 'https://www.site2.org/page', title: 'Page 2', passage: 'Text 2.' },
      ],
    })
    expect(asked).toMatchObject([
      { method: 'POST', url: { pathname: '/search' }, headers: { authorization: 'Bearer tvly-test' } },
    ])
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ query: 'tea', max_results: 5 })
  })

  test('keeps five at most, and only those with text at a web address', async () => {
    const bad = [
      { url: 'javascript:alert(1)', title: 'x', content: 'x' },
      { url: 'nowhere', content: 'x' },
      { url: 'https://empty.org', content: ' ' },
    ]
    const { baseUrl } = await fakeService(json({ results: [...bad, ...[1, 2, 3, 4, 5, 6].map(result)] }))
    const { sources, summary } = await runTool(tavily(baseUrl), { query: 'tea' })
    expect(sources?.map(({ title }) => title)).toEqual(['Page 1', 'Page 2', 'Page 3', 'Page 4', 'Page 5'])
    expect(summary).toBe('5 sources')
  })

  test('cuts a long passage after a whole sentence', async () => {
    const content = 'This sentence has forty characters, see. '.repeat(40)
    const { baseUrl } = await fakeService(json({ results: [{ url: 'https://a.org', title: '', content }] }))
    const { sources, summary } = await runTool(tavily(baseUrl), { query: 'tea' })
    expect(sources?.[0]).toMatchObject({ title: 'a.org', passage: expect.stringMatching(/^.{600,700}see\.$/) })
    expect(summary).toBe('1 source')
  })

  test('says when nothing was found', async () => {
    const { baseUrl } = await fakeService(json({ results: [] }))
    expect(await runTool(tavily(baseUrl), { query: 'xyzzy' })).toEqual({
      content: 'Nothing was found for "xyzzy".',
      summary: 'nothing found',
      sources: [],
    })
  })
})

describe('wikipedia', () => {
  const page = (index: number, title: string, more: object = {}) => ({
    pageid: index,
    index,
    title,
    canonicalurl: `https://en.wikipedia.org/wiki/${title}`,
    extract: `${title} is a thing.`,
    ...more,
  })

  test('finds and reads in one request, says who asks, and keeps the order of the search', async () => {
    const { baseUrl, asked } = await fakeService(json({ query: { pages: [page(2, 'Coffee'), page(1, 'Tea')] } }))
    const { content, sources } = await runTool(wikipedia(baseUrl), { query: 'tea & coffee' })
    expect(content).toBe('[#1] Tea — en.wikipedia.org\nTea is a thing.\n\n[#2] Coffee — en.wikipedia.org\nCoffee is a thing.')
    expect(sources?.map(({ url }) => url)).toEqual(['https://en.wikipedia.org/wiki/Tea', 'https://en.wikipedia.org/wiki/Coffee'])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: { pathname: '/w/api.php' },
      headers: { 'user-agent': expect.stringMatching(/^Unfold\//) },
    })
    expect(asked[0]?.url.searchParams.get('gsrsearch')).toBe('tea & coffee')
  })

  test('leaves out lists of meanings and pages without a text', async () => {
    const pages = [
      page(1, 'Mercury', { pageprops: { disambiguation: '' } }),
      page(2, 'Blank', { extract: '' }),
      page(3, 'Planet'),
    ]
    const { baseUrl } = await fakeService(json({ query: { pages } }))
    expect((await runTool(wikipedia(baseUrl), { query: 'mercury' })).sources?.map(({ title }) => title)).toEqual(['Planet'])
  })

  test('says when nothing was found', async () => {
    const { baseUrl } = await fakeService(json({ batchcomplete: true }))
    expect((await runTool(wikipedia(baseUrl), { query: 'xyzzy' })).summary).toBe('nothing found')
  })

  test('an error that comes with status 200 is an error', async () => {
    const { baseUrl } = await fakeService(json({ error: { code: 'x', info: 'Search is disabled.' } }))
    expect((await failureOf(wikipedia(baseUrl), { query: 'tea' })).message).toBe(
      'The search service refused this query: Search is disabled.',
    )
  })
})

describe.each([
  ['tavily', tavily],
  ['wikipedia', wikipedia],
])('a fault of %s is a sentence', (_name, search) => {
  const html: RequestListener = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in</p>')
  const unavailable: RequestListener = (_request, response) =>
    response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Down</h1>')
  const drop: RequestListener = (_request, response) => response.writeHead(200).write('{"results": [', () => response.destroy())
  const hangUp: RequestListener = (request) => request.socket.destroy()
  // A pipeline ends with its socket, on every Node; a loop of writes may go on without one.
  const endless: RequestListener = (_request, response) => pipeline(Readable.from(blanks()), response, () => undefined)
  function* blanks() {
    for (;;) yield ' '.repeat(65_536)
  }

  test.each<[string, RequestListener, string]>([
    ['401', json({}, 401), 'The search service did not accept the key.'],
    ['403', json({}, 403), 'The search service refused this request.'],
    ['429', json({}, 429), 'The search service is busy. Try again in a minute.'],
    ['500', json({}, 500), 'The search service answered with an error (500).'],
    ['503 with HTML', unavailable, 'The search service answered with an error (503).'],
    ['HTML instead of JSON', html, 'The search service answered with something that is not JSON.'],
    ['nothing', json(undefined), 'The search service answered with something that is not JSON.'],
    ['JSON of another shape', json([{ results: 1 }]), 'The search service answered in a form that is not known.'],
    ['an endless answer', endless, 'The search service sent more than 2 MB.'],
    ['an answer that breaks off', drop, 'The search service could not be reached.'],
    ['a connection that is closed', hangUp, 'The search service could not be reached.'],
  ])('%s', async (_title, answer, message) => {
    const { baseUrl } = await fakeService(answer)
    expect((await failureOf(search(baseUrl), { query: 'tea' })).message).toBe(message)
  })

  test.each<[string, RequestListener]>([
    ['no answer', () => undefined],
    ['an answer that stalls', (_request, response) => response.writeHead(200).write('{')],
  ])('%s in time', async (_title, answer) => {
    const { baseUrl } = await fakeService(answer)
    expect((await failureOf(search(baseUrl, 50), { query: 'tea' })).message).toBe(
      'The search service did not answer within 0.05 seconds.',
    )
  })

  test('nobody at that address', async () => {
    expect((await failureOf(search('http://127.0.0.1:1'), { query: 'tea' })).message).toBe(
      'The search service could not be reached.',
    )
  })

  test('a stop ends the request at once, and is passed on as it is', async () => {
    const stop = new AbortController()
    let close = () => {}
    const closed = new Promise<void>((resolve) => {
      close = resolve
    })
    const { baseUrl } = await fakeService((request) => {
      request.socket.on('close', () => close())
      stop.abort(new Error('stopped'))
    })
    await expect(runTool(search(baseUrl), { query: 'tea' }, { signal: stop.signal })).rejects.toThrow('stopped')
    await closed
  })
})

test.each([
  ['', 'query must not be empty'],
  ['a'.repeat(401), 'query is longer than 400 characters'],
])('refuses a query that is empty or too long', async (query, reason) => {
  expect(await failureOf(tavily('http://127.0.0.1:1'), { query })).toMatchObject({
    message: expect.stringContaining(reason),
    refused: true,
  })
})

test.each([
  ['tavily', '/gateway/search', { results: [] }],
  ['wikipedia', '/gateway/w/api.php', {}],
] as const)('%s is asked at the address that is set, below its path', async (provider, pathname, found) => {
  const { baseUrl, asked } = await fakeService(json(found))
  const tools = createTools({ search: { provider, apiKey: 'tvly-test', baseUrl: `${baseUrl}/gateway` }, fetch })
  const search = tools.find(({ name }) => name === 'search')
  if (!search) throw new Error('There is no search.')
  await runTool(search, { query: 'tea' })
  expect(asked).toMatchObject([{ url: { pathname } }])
})
