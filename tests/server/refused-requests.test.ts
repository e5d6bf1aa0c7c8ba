import { afterEach, describe, expect, test } from 'vitest'
import type { ChatRequest } from '@/tests/support/chat-request'
import { type Chats, noticesOf, startChats } from '@/tests/support/chats'
import { serverSays, status } from '@/tests/support/faults'
import { callTools, finalAnswer, type Reply, say } from '@/tests/support/replies'
import { scenarioReply } from '@/tests/support/scenarios'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** Requests that a provider refuses: each asked for over `POST /api/runs`, then once more in the same chat. */

let upstream: Upstream
let chats: Chats
afterEach(async () => {
  await chats.close()
  await upstream.close()
})

/** An upstream that refuses what it does not take, and the app in front of it. */
async function start(refuse: (request: ChatRequest) => Reply | undefined, environment: Record<string, string> = {}) {
  upstream = await startUpstream({ strict: true, byDefault: (situation, request) => refuse(request) ?? scenarioReply(situation) })
  chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', ...environment })
  return chats.newChat()
}

const invalid = (message: string, fields: { code?: string | null; param?: string } = {}) =>
  status(400, { message, type: 'invalid_request_error', code: null, ...fields })

describe('keywords of JSON Schema in tools', () => {
  const words: [string, string, (message: string) => Reply][] = [
    [
      'Gemini',
      'additionalProperties',
      (keyword) =>
        invalid(
          `Invalid JSON payload received. Unknown name "${keyword}" at 'tools[0].function_declarations[0].parameters': Cannot find field.`,
        ),
    ],
    [
      'vLLM',
      'additionalProperties',
      (keyword) => invalid(`The provided JSON schema contains features not supported by xgrammar: ${keyword}`),
    ],
    [
      'OpenAI’s place',
      'additionalProperties',
      () => invalid('Invalid schema.', { code: 'invalid_function_parameters', param: 'tools[0].function.parameters' }),
    ],
    [
      'llama.cpp',
      'additionalProperties',
      (keyword) => serverSays(`JSON schema conversion failed: Unrecognized schema: {"${keyword}":false}`),
    ],
  ]
  test.each(words)('%s refuses %s: done without, said once, remembered', async (_title, keyword, refusal) => {
    const chat = await start(({ tools }) => (JSON.stringify(tools).includes(`"${keyword}"`) ? refusal(keyword) : undefined))
    const first = await chat.ask('What is 10 plus 10? [sum]')
    expect(first.run).toMatchObject({ state: { name: 'done' }, answer: { text: '10 + 10 is 20.' } })
    expect(noticesOf(first)).toEqual([{ code: 'fallback', message: 'This model was given simpler descriptions of its tools.' }])
    expect(upstream.requests).toHaveLength(3)
    const second = await chat.ask('Once more? [sum]')
    expect(second.run).toMatchObject({ state: { name: 'done' }, answer: { text: '10 + 10 is 20.' } })
    expect(noticesOf(second)).toEqual([])
    expect(upstream.requests).toHaveLength(5)
  })

  test('$schema, which says nothing, is not sent at all', async () => {
    const chat = await start(({ tools }) =>
      JSON.stringify(tools).includes('$schema') ? invalid('Unknown name "$schema"') : undefined,
    )
    const asked = await chat.ask('Hello?')
    expect(asked.run.state.name).toBe('done')
    expect(noticesOf(asked)).toEqual([])
  })
})

test.each(['gpt-5', 'o3-mini'])(
  'a server of one’s own is not told of developers and completion tokens, though its model is called %s',
  async (model) => {
    const chat = await start(
      (request) => {
        if (request.messages.some(({ role }) => role === 'developer')) return invalid("Unexpected role 'developer'.")
        return 'max_completion_tokens' in request || 'max_tokens' in request ? invalid('Unknown parameter.') : undefined
      },
      { MODEL: model },
    )
    for (const question of ['What is 10 plus 10? [sum]', 'And now?']) {
      const asked = await chat.ask(question)
      expect(asked.run.state.name).toBe('done')
      expect(noticesOf(asked)).toEqual([])
    }
  },
)

test('a call that the provider could not read is asked for again, and the same again works', async () => {
  const chat = await start(() => undefined)
  upstream.reply(
    invalid("Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.", {
      code: 'tool_use_failed',
    }),
    callTools([{ name: 'add', args: { x: 10, y: 10 } }]),
    finalAnswer('It is 20.', ['add']),
  )
  const { run } = await chat.ask('What is 10 plus 10?')
  expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'It is 20.' } })
  expect(upstream.requests[1]?.body).toEqual(upstream.requests[0]?.body)
  expect((await chat.ask('And now?')).run.state.name).toBe('done')
})

test.each([
  ['tools param requires --jinja flag', 1],
  ['Jinja Exception: no user query found in messages.', 1],
  ['llama runner process has terminated: out of memory', 3],
])('a 500 that gives its reason is quoted: %s', async (reason, requests) => {
  const chat = await start(() => undefined)
  upstream.reply(...Array.from({ length: requests }, () => serverSays(reason)))
  const { run } = await chat.ask('Hello?')
  expect(run.state).toMatchObject({ name: 'failed', message: expect.stringContaining(`“${reason}”`) })
  expect(upstream.requests).toHaveLength(requests)
  expect((await chat.ask('And now?')).run.state.name).toBe('done')
})

test('an address with a query, and headers of one’s own', async () => {
  upstream = await startUpstream()
  chats = await startChats({
    OPENAI_BASE_URL: `${upstream.url}/?api-version=preview`,
    OPENAI_API_KEY: 'test-key',
    OPENAI_HEADERS: 'X-Team: docs\nX-Title: Unfold',
    MODEL: 'test-model',
  })
  const chat = chats.newChat()
  for (const question of ['What is 10 plus 10? [sum]', 'And now?']) expect((await chat.ask(question)).run.state.name).toBe('done')
  expect(upstream.requests).toHaveLength(3)
  for (const { url, headers } of upstream.requests) {
    expect(url).toBe('/v1/chat/completions?api-version=preview')
    expect(headers).toMatchObject({ authorization: 'Bearer test-key', 'x-team': 'docs', 'x-title': 'Unfold' })
  }
})

test('a refusal in the first event of a stream is done without, too', async () => {
  const chat = await start(({ tool_choice }) =>
    tool_choice === undefined
      ? say('Plain it is.')
      : {
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          body: `data: ${JSON.stringify({ error: { message: 'tool_choice is not supported', code: 400 } })}\n\n`,
        },
  )
  const first = await chat.ask('Hello?')
  expect(first.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'Plain it is.' } })
  expect(noticesOf(first)).toMatchObject([{ code: 'fallback' }])
  expect(noticesOf(await chat.ask('And now?'))).toEqual([])
})
