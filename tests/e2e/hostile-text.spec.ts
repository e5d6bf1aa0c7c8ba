import { type APIRequestContext, type APIResponse, expect } from '@playwright/test'
import type { NumberedEvent } from '@/lib/protocol/event'
import { decodeSse } from '@/lib/protocol/sse'
import type { StoredRun, StoredThread } from '@/lib/run-view/thread-view'
import { databases } from '@/tests/support/app'
import { emoji32KiB, hostileTexts } from '@/tests/support/hostile-texts'
import { callTools, finalAnswer, join, say, think } from '@/tests/support/replies'
import { test } from './chat'

type Asked = { threadId: string; runId: string; events: NumberedEvent[] }

for (const { database, url } of databases) {
  test.describe(`text of every kind, on ${database}`, { tag: '@once' }, () => {
    for (const [title, text] of Object.entries({ ...hostileTexts, '32 KiB of emoji': emoji32KiB })) {
      test(`in a question: ${title}`, async ({ request, unique }) => {
        const threadId = `thread-${unique('').replace('#', '').trim()}`
        const { runId, events } = await ask(request, url, text, threadId)
        const turn = (await stored(request, url, threadId)).turns[0]
        expect(turn?.question).toBe(cleaned(text))
        expectEqualEvents(turn?.runs[0], events)
        expect(events[0]).toMatchObject({ type: 'RUN_STARTED', input: { messages: [{ content: cleaned(text) }] } })
        expect((await request.get(`${url}/chat/${threadId}`)).status()).toBe(200)
        const again = await request.get(`${url}/api/runs/${runId}/events`)
        expect(await eventsOf(again)).toEqual(events)
      })

      test(`in names, arguments, results, thoughts and answers: ${title}`, async ({ request, upstream, unique }) => {
        const question = unique('Say it')
        const threadId = `thread-${question.split('#')[1]}`
        const short = text.slice(0, 300)
        await upstream.replyTo(
          question,
          join(
            think(short),
            say(text),
            callTools([
              { name: 'search', args: { query: short } },
              { name: 'search', args: `{"query": "${short}`, id: `call-${short}` },
              { name: short, args: { [short]: short } },
              { name: 'add', args: { x: short, y: short } },
            ]),
          ),
          finalAnswer(`The answer: ${text}`, [short]),
          say(text),
        )
        const first = await ask(request, url, question, threadId)
        expect(first.events.filter(({ type }) => type === 'TOOL_CALL_RESULT')).toHaveLength(4)
        const second = await ask(request, url, question, threadId)
        const runs = (await stored(request, url, threadId)).turns.flatMap((turn) => turn.runs)
        expectEqualEvents(runs[0], first.events)
        expectEqualEvents(runs[1], second.events)
        expect((await request.get(`${url}/chat/${threadId}`)).status()).toBe(200)
        expect(await upstream.requests(question)).toHaveLength(3)
      })

      test(`in a call that is changed: ${title}`, async ({ request, upstream, unique }) => {
        const question = unique('Change it')
        const threadId = `thread-${question.split('#')[1]}`
        const add = callTools([{ name: 'add', args: { x: 1, y: 1 } }])
        await upstream.replyTo(question, add, finalAnswer('Two.'), finalAnswer('Something else.'))
        const { runId, events } = await ask(request, url, question, threadId)
        const [toolCallId] = events.flatMap((event) => (event.type === 'TOOL_CALL_START' ? [event.toolCallId] : []))
        const short = text.slice(0, 300)
        // Once with escapes for what is no character, once as it is.
        for (const [index, args] of [JSON.stringify({ [short]: short, x: short }), toJsonAsItIs(short)].entries()) {
          const unfold = { from: { runId, seq: events.length, action: 'retry-call', toolCallId, args } }
          const changed = await ask(request, url, question, threadId, unfold)
          const run = (await stored(request, url, threadId)).turns[0]?.runs[index + 1]
          expectEqualEvents(run, changed.events)
          expect(run?.from?.args).toBe(args.toWellFormed())
          const given = changed.events.flatMap((event) => (event.type === 'TOOL_CALL_ARGS' ? [event.delta] : []))
          expect(given).toEqual([args.toWellFormed()])
        }
        expect((await request.get(`${url}/chat/${threadId}`)).status()).toBe(200)
      })

      test(`in a title, and in a search: ${title}`, async ({ request, unique }) => {
        const threadId = `thread-${unique('').replace('#', '').trim()}`
        await ask(request, url, 'To be renamed', threadId)
        const title = text.slice(0, 150)
        const patched = await sendJson(request, 'PATCH', `${url}/api/threads/${threadId}`, { title })
        const expected = cleaned(title).replace(/\s+/g, ' ').trim()
        expect(await patched.json()).toMatchObject({ threadId, title: expected })
        expect((await stored(request, url, threadId)).title).toBe(expected)
        const { threads } = await (await request.get(`${url}/api/threads`)).json()
        expect(threads).toMatchObject([{ threadId, title: expected }])
        const found = await request.get(`${url}/api/threads?query=${encodeURIComponent(title.toWellFormed())}`)
        expect(found.status()).toBe(200)
        const tooLong = await sendJson(request, 'PATCH', `${url}/api/threads/${threadId}`, { title: `a${text}`.repeat(100) })
        expect([400, 413]).toContain(tooLong.status())
      })
    }

    test('looks the same after a reload', async ({ page, upstream, unique }) => {
      const question = unique('Show it')
      const threadId = `thread-${question.split('#')[1]}`
      const text = Object.values(hostileTexts).join('\n\n')
      await upstream.replyTo(question, callTools([{ name: 'search', args: { query: text.slice(0, 300) } }]), finalAnswer(text))
      await ask(page.request, url, `${question} ${text}`, threadId)
      await page.goto(`${url}/chat/${threadId}`)
      await expect(page.locator('[data-slot=answer]')).toContainText('comment')
      const before = await page.getByRole('main').textContent()
      await page.reload()
      await expect.poll(() => page.getByRole('main').textContent()).toBe(before)
    })

    test('a question of nothing but what is cleaned away is refused', async ({ request }) => {
      const response = await post(request, url, '\u0000\u0007\u001b', 'thread-nothing')
      expect(response.status()).toBe(400)
      expect(await response.json()).toMatchObject({ field: 'messages[0].content' })
    })
  })
}

/** Asks and reads to the end. The run must end well, and each event must be there once, in order. */
async function ask(request: APIRequestContext, url: string, question: string, threadId: string, unfold?: object): Promise<Asked> {
  const response = await post(request, url, question, threadId, unfold)
  expect(response.status()).toBe(200)
  const events = await eventsOf(response)
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  const started = events[0]
  return { threadId, runId: started?.type === 'RUN_STARTED' ? started.runId : '', events }
}

/** As JSON with escapes, so that what is no character travels too. */
function post(request: APIRequestContext, url: string, question: string, threadId: string, unfold: object = {}) {
  const runId = `run-${Date.now()}-${Math.random().toString(36).slice(2)}`
  const messages = [{ id: runId, role: 'user', content: question }]
  const forwardedProps = { unfold: { detach: true, ...unfold } }
  const body = { threadId, runId, messages, tools: [], context: [], state: {}, forwardedProps }
  return sendJson(request, 'POST', `${url}/api/runs`, body)
}

function sendJson(request: APIRequestContext, method: string, url: string, body: unknown) {
  const headers = { 'content-type': 'application/json' }
  return request.fetch(url, { method, headers, data: Buffer.from(JSON.stringify(body)) })
}

async function stored(request: APIRequestContext, url: string, threadId: string): Promise<StoredThread> {
  const response = await request.get(`${url}/api/threads/${threadId}`)
  expect(response.status()).toBe(200)
  return response.json()
}

function expectEqualEvents(run: StoredRun | undefined, events: NumberedEvent[]): void {
  expect(run?.events).toEqual(events)
  expect(run?.ended).toBe(true)
}

async function eventsOf(response: APIResponse): Promise<NumberedEvent[]> {
  const events: NumberedEvent[] = []
  for await (const frame of decodeSse(new Blob([new Uint8Array(await response.body())]).stream()))
    if (frame.event === undefined) events.push({ ...JSON.parse(frame.data), seq: Number(frame.id) })
  return events
}

/** An object with this text in it, of which only what JSON does not allow is written otherwise. */
const toJsonAsItIs = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON does not allow
  const inside = text.replace(/[\u0000-\u001f"\\]/g, (char) => JSON.stringify(char).slice(1, -1))
  return `{"x":"${inside}"}`
}

/** What the server makes of a question: no half characters, one kind of line end, no control characters but it and tabs. */
const cleaned = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is cleaned away
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
