import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseArticle, readArticle, readArticles } from '@/lib/agent/tools/search/articles'
import { cutPassage } from '@/lib/agent/tools/search/cut-passage'
import { createLocal } from '@/lib/agent/tools/search/local'
import { toPassages, toPlainText } from '@/lib/agent/tools/search/passages'
import { createSearch } from '@/lib/agent/tools/search/search'
import { failureOf, runTool } from '@/tests/agent/tools/run-tool'

const search = createSearch({ providers: [createLocal()], fetch })
const pagesFor = async (query: string) =>
  (await runTool(search, { query })).sources?.map(({ url }) => url.replace('/knowledge/', ''))

describe('local search', () => {
  test.each([
    ['How do server-sent events compare with WebSockets?', 'sse-and-websockets'],
    ['SSE vs websockets', 'sse-and-websockets'],
    ['What are server-sent events?', 'server-sent-events'],
    ['How does an agent decide which tool to call?', 'agents-and-tool-calling'],
    ['What is backpressure?', 'streams-and-backpressure'],
    ['Why is 0.1 + 0.2 not 0.3?', 'exact-decimals'],
    ['How does LangChain stream tokens?', 'streaming-tokens'],
    ['What is LCEL?', 'langchain-and-lcel'],
    ['How does await work?', 'async-and-the-event-loop'],
    ['How do I stop a run?', 'stopping-and-abort-signals'],
    ['last-event-id', 'resuming-a-stream'],
    ['What is AG-UI?', 'ag-ui-protocol'],
    ['queue callback handler', 'langchain-callbacks'],
    ['How can tools run at the same time?', 'parallel-tool-calls'],
    ['merge AIMessageChunk', 'adding-message-chunks'],
    ['How do I deploy to Vercel?', 'deploying-to-serverless'],
    ['langsmith tracing', 'tracing-with-langsmith'],
    ['How does Unfold work?', 'how-unfold-works'],
    ['What is prompt injection?', 'prompts-and-chat-history'],
    ['What is an agent executor?', 'agent-executor-loop'],
    ['How does SSE resume?', 'resuming-a-stream'],
    ['How do server-sent events resume?', 'resuming-a-stream'],
    ['webscokets and servr-sent evnts', 'sse-and-websockets'],
    ['why is the sky blue', 'why-the-sky-is-blue'],
    ['Who wrote Hamlet?', 'hamlet'],
    ['Who invented the wheel?', 'wheel'],
    ['capital of Australia', 'australia'],
    ['What is photosynthesis?', 'photosynthesis'],
    ['How do black holes form?', 'black-holes'],
    ['How do vaccines work?', 'vaccines'],
    ['What causes inflation?', 'inflation'],
    ['Who created Python?', 'python-language'],
    ['Why did the Roman Empire fall?', 'roman-empire'],
    ['first man on the moon', 'moon-landing'],
    ['What causes tides?', 'tides'],
    ['Where does coffee come from?', 'coffee'],
    ['why does bread rise', 'bread'],
    ['What is DNA?', 'dna'],
    ['When did Mozart die?', 'wolfgang-amadeus-mozart'],
    ['How does the heart work?', 'heart'],
    ['why do we sleep', 'sleep'],
    ['How tall is the Eiffel Tower?', 'eiffel-tower'],
    ['How many planets are there?', 'solar-system'],
    ['Who painted the Mona Lisa?', 'mona-lisa'],
    ['how does the internet work', 'internet'],
    ['speed of light', 'speed-of-light'],
    ['Berlin', 'berlin'],
  ])('%s → %s', async (query, slug) => {
    expect((await pagesFor(query))?.[0]).toBe(slug)
  })

  test.each([
    'Who won the Eurovision song contest?',
    'What is the capital of Paraguay?',
    'best pizza recipe',
    'my washing machine leaks',
    'zebra',
    'quelle heure est-il à Paris',
    'was ist 12 mal 12',
    'the of and',
    '???',
  ])('finds nothing for %s rather than something else', async (query) => {
    expect(await pagesFor(query)).toEqual([])
  })

  test('gives each page once, at most five, with a passage of whole sentences', async () => {
    for (const query of ['streaming', 'tools', 'events', 'agent', 'run', 'LangChain model']) {
      const sources = (await runTool(search, { query })).sources ?? []
      expect(sources.length).toBeGreaterThan(0)
      expect(sources.length).toBeLessThanOrEqual(5)
      expect(new Set(sources.map(({ url }) => url)).size).toBe(sources.length)
      for (const { url, passage } of sources) {
        expect(url).toMatch(/^\/knowledge\/[a-z-]+$/)
        expect(passage.length).toBeLessThanOrEqual(720)
      }
    }
  })

  test('the model reads tables and headings as Markdown, the screen the plain words', async () => {
    const { content, sources } = await runTool(search, { query: 'How do server-sent events compare with WebSockets?' })
    expect(content).toMatch(/^\[#1\] Server-sent events compared with WebSockets — library\n/)
    expect(content).toMatch(/\| Direction +\| server to client/)
    expect(content).toContain('## ')
    expect(sources?.[0]?.passage).not.toContain('server to client · both ways')
    expect(sources?.[0]?.passage.length).toBeGreaterThan(100)
    expect(sources?.[0]?.passage).not.toMatch(/[|`#]/)
  })

  test('a library that cannot be read is a failure, and the next search tries again', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'library-'))
    const missing = createSearch({ providers: [createLocal({ directory: path.join(directory, 'none') })], fetch })
    expect((await failureOf(missing, { query: 'tea' })).message).toBe('The library could not be read.')

    await writeFile(path.join(directory, 'bad.md'), 'no title')
    const tool = createSearch({ providers: [createLocal({ directory })], fetch })
    expect((await failureOf(tool, { query: 'tea' })).message).toBe('The library could not be read.')
    await writeFile(path.join(directory, 'bad.md'), '# Tea\n\nTea is a drink made of leaves.\n')
    expect((await runTool(tool, { query: 'tea' })).sources).toEqual([
      { url: '/knowledge/bad', title: 'Tea', passage: 'Tea is a drink made of leaves.' },
    ])
  })
})

describe('articles', () => {
  test('each has a title, a summary of one sentence, and passages short enough to be quoted whole', async () => {
    const articles = await readArticles()
    expect(articles.length).toBeGreaterThanOrEqual(14)
    for (const article of articles) {
      expect(article.summary).toMatch(/^[A-Z].+\.$/)
      for (const { id, text, markdown } of toPassages(article, 700)) {
        expect(text.length, id).toBeLessThanOrEqual(700)
        expect(markdown, id).not.toMatch(/^\[/m)
      }
    }
  })

  test.each(['../../package', '..%2fsecret', 'a/b', 'A', '', '.', 'a.md', 'a--b', 'constructor', 'a\0'])(
    'no page at %o',
    async (slug) => {
      expect(await readArticle(slug)).toBeUndefined()
    },
  )

  test('a page at its slug', async () => {
    expect(await readArticle('exact-decimals')).toMatchObject({
      slug: 'exact-decimals',
      title: expect.stringContaining('Exact decimals'),
    })
  })

  test('reads a file with any line ends', () => {
    expect(parseArticle('a', '# T\r\n\r\nS.\r\n\r\nBody\r\n')).toEqual({
      slug: 'a',
      title: 'T',
      summary: 'S.',
      group: 'Agents, streaming and this app',
      body: 'Body',
    })
  })

  test('a file may say which group it is in', () => {
    expect(parseArticle('a', '# T\n\nS.\n\nGroup: Nature\n\nBody\n')).toMatchObject({
      summary: 'S.',
      group: 'Nature',
      body: 'Body',
    })
  })
})

describe('passages', () => {
  test('a section is one passage; a long one is cut between its blocks', () => {
    const body = ['First.', '## One', 'a '.repeat(30), '- x\n- y', '## Two', 'Last.'].join('\n\n')
    expect(
      toPassages({ slug: 's', title: 'T', summary: 'Sum.', group: 'G', body }, 61).map(({ heading, text }) => [heading, text]),
    ).toEqual([
      ['', 'Sum.\nFirst.'],
      ['One', 'a '.repeat(30).trim()],
      ['One', 'x\ny'],
      ['Two', 'Last.'],
    ])
  })

  test.each([
    ['**Bold** and `a < b` & [a link](https://x.org)', 'Bold and a < b & a link'],
    ['- one\n- **two**', 'one\ntwo'],
    ['| | A |\n| --- | --- |\n| x | `y` |', 'A\nx · y'],
    ['```ts\nconst a = 1\n```', 'const a = 1'],
    ['> quoted', 'quoted'],
  ])('plain words of %o', (markdown, text) => {
    expect(toPlainText(markdown)).toBe(text)
  })

  test.each([
    ['Short.', 20, 'Short.'],
    ['One. Two is longer. Three.', 20, 'One. Two is longer.'],
    ['He said "Stop." Then more came.', 18, 'He said "Stop."'],
    ['Pi is 3.14159 and more', 12, 'Pi is…'],
    ['one two three four', 12, 'one two…'],
  ])('%o in %i characters is %o', (text, maxChars, cut) => {
    expect(cutPassage(text, maxChars)).toBe(cut)
  })
})
