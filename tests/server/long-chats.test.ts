import { afterEach, describe, expect, test } from 'vitest'
import type { ChatRequest } from '@/tests/support/chat-request'
import { type Chats, noticesOf, startChats } from '@/tests/support/chats'
import { finishReason, promptFiltered, status } from '@/tests/support/faults'
import { callTools, finalAnswer, type Reply, say } from '@/tests/support/replies'
import { scenarioReply } from '@/tests/support/scenarios'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** Chats that are longer than a model reads, and questions that a filter refuses: over `POST /api/runs`, in one chat. */

let upstream: Upstream
let chats: Chats
afterEach(async () => {
  await chats.close()
  await upstream.close()
})

async function start(byDefault: (request: ChatRequest) => Reply | undefined, environment: Record<string, string> = {}) {
  upstream = await startUpstream({
    strict: true,
    byDefault: (situation, request) => byDefault(request) ?? scenarioReply(situation),
  })
  chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', ...environment })
  return chats.newChat()
}

const charsOf = ({ messages }: ChatRequest) => JSON.stringify(messages).length
const asksOf = ({ messages }: ChatRequest) => messages.filter(({ role }) => role === 'user').map(({ content }) => String(content))
const long = (words: string) => `${words} ${'and so on '.repeat(600)}`

type Words = (sent: number, limit: number) => Reply
const invalid = (message: string, code: string | null = null, httpStatus = 400): Reply =>
  status(httpStatus, { message, type: 'invalid_request_error', code })

const spellings: [string, Words][] = [
  [
    'OpenAI',
    (sent, limit) =>
      invalid(
        `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${sent} tokens.`,
        'context_length_exceeded',
      ),
  ],
  [
    'OpenAI, newer',
    () =>
      invalid(
        'Your input exceeds the context window of this model. Please adjust your input and try again.',
        'context_length_exceeded',
      ),
  ],
  ['Anthropic', (sent, limit) => invalid(`prompt is too long: ${sent} tokens > ${limit} maximum`)],
  [
    'llama.cpp',
    (sent, limit) => invalid(`request (${sent} tokens) exceeds the available context size (${limit} tokens), try increasing it`),
  ],
  [
    'Gemini',
    (sent, limit) => invalid(`The input token count (${sent}) exceeds the maximum number of tokens allowed (${limit}).`),
  ],
  [
    'Mistral',
    (sent, limit) =>
      invalid(`Prompt contains ${sent} tokens and 0 draft tokens, too large for model with ${limit} maximum context length`),
  ],
  ['vLLM', (sent, limit) => invalid(`The decoder prompt (length ${sent}) is longer than the maximum model length of ${limit}.`)],
  ['Bedrock', () => invalid('Input is too long for requested model.')],
  ['Groq', () => invalid('Please reduce the length of the messages or completion.', 'context_length_exceeded')],
  ['xAI', (sent, limit) => invalid(`This model's maximum prompt length is ${limit} but the request contains ${sent} tokens.`)],
  ['a proxy', () => invalid('Request Entity Too Large', null, 413)],
]

describe('a chat that is longer than the model reads', () => {
  test.each(spellings)('%s: the oldest turns are left out, said once, and the limit is remembered', async (_title, words) => {
    const limit = 14_000
    const chat = await start((request) => {
      const sent = charsOf(request)
      return sent > limit ? words(Math.ceil(sent / 4), limit / 4) : undefined
    })
    for (const name of ['first', 'second']) expect((await chat.ask(long(`The ${name}.`))).run.state.name).toBe('done')
    const third = await chat.ask(long('The third?'))
    expect(third.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'Hello from the test model.' } })
    expect(noticesOf(third)).toEqual([
      { code: 'history-cut', message: expect.stringMatching(/^The oldest .* left out, so that/) },
    ])
    expect(asksOf(upstream.requests.at(-1)?.body as ChatRequest).at(-1)).toContain('The third?')

    const before = upstream.requests.length
    const fourth = await chat.ask('The fourth? [sum]')
    expect(fourth.run).toMatchObject({ state: { name: 'done' }, answer: { text: '10 + 10 is 20.' } })
    expect(noticesOf(fourth)).toHaveLength(1)
    // Both turns at once: what the model reads is known by now.
    expect(upstream.requests).toHaveLength(before + 2)
  })

  test('a result that is too long is cut short', async () => {
    const limit = 3000
    const chat = await start((request) =>
      charsOf(request) > limit
        ? invalid(`This model's maximum context length is ${limit} tokens. However, you requested ${charsOf(request)} tokens.`)
        : undefined,
    )
    upstream.reply(callTools([{ name: 'search', args: { query: 'server-sent events and backpressure' } }]))
    const { run } = await chat.ask('What are server-sent events?')
    expect(run.state.name).toBe('done')
    const result = upstream.requests.at(-1)?.body.messages.find(({ role }) => role === 'tool')
    expect(String(result?.content)).toMatch(/ \[…\]$/)
    expect((await chat.ask('And now?')).run.state.name).toBe('done')
  })

  test('where nothing is left to leave out, the sentence says so and offers what can be done', async () => {
    const chat = await start((request) => (charsOf(request) > 6000 ? invalid('prompt is too long') : undefined))
    const { run } = await chat.ask(long('A question that is long by itself.'))
    expect(run.state).toMatchObject({
      name: 'failed',
      code: 'context-too-long',
      message: 'This question and the results found for it are longer than the model can read. Ask a narrower question.',
    })
    const next = await chat.ask('A short one?')
    expect(next.run.state.name).toBe('done')
  })

  test('HISTORY_TOKENS bounds what is sent along', async () => {
    const chat = await start(() => undefined, { HISTORY_TOKENS: '1000' })
    await chat.ask(long('The first.'))
    await chat.ask('The second?')
    const asked = await chat.ask('The third?')
    expect(asksOf(upstream.requests.at(-1)?.body as ChatRequest)).toEqual(['The second?', 'The third?'])
    expect(noticesOf(asked)).toMatchObject([{ code: 'history-cut' }])
  })
})

test('an id that is too long is not taken for a chat that is', async () => {
  const chat = await start(() => undefined)
  upstream.reply(
    status(400, {
      message: "Invalid 'messages[2].tool_calls[0].id': string too long. Expected a string with maximum length 40.",
      type: 'invalid_request_error',
      code: 'string_above_max_length',
      param: 'messages[2].tool_calls[0].id',
    }),
  )
  const { run } = await chat.ask('Hello?')
  expect(run.state).toMatchObject({ name: 'failed', code: 'model-refused', message: expect.stringContaining('string too long') })
})

describe('a question that a content filter refuses leaves the history', () => {
  test.each<[string, Reply]>([
    ['before the answer', promptFiltered()],
    ['in the middle of the answer', finishReason('content_filter', say('First you take'))],
  ])('%s', async (_title, refusal) => {
    const chat = await start((request) =>
      asksOf(request).some((question) => question.includes('something vile')) ? refusal : undefined,
    )
    await chat.ask('Something harmless?')
    const refused = await chat.ask('Now something vile?')
    expect(refused.run.state).toMatchObject({ name: 'failed', code: 'content-filter' })
    const next = await chat.ask('And something harmless again?')
    expect(next.run.state.name).toBe('done')
    expect(asksOf(upstream.requests.at(-1)?.body as ChatRequest)).toEqual([
      'Something harmless?',
      'And something harmless again?',
    ])
  })

  test('one that was answered when it was asked again stays', async () => {
    const chat = await start(() => undefined)
    upstream.reply(promptFiltered(), finalAnswer('It is fine.'))
    await chat.ask('Is it fine?')
    await chat.ask('Is it fine?')
    await chat.ask('And now?')
    expect(asksOf(upstream.requests.at(-1)?.body as ChatRequest)).toEqual(['Is it fine?', 'And now?'])
  })
})
