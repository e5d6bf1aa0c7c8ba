import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isUniversal, universalPackages } from '@/lib/protocol/universal-model'
import { callsOf } from '@/lib/run-view/state'
import { type Aimock, hasAimock, startAimock } from '@/tests/support/aimock'
import { type Chats, eventsOf, startChats } from '@/tests/support/chats'

test('the providers are those that LangChain knows, but for those that are asked by the edge of this app', async () => {
  const { MODEL_PROVIDER_CONFIG } = await import('langchain/chat_models/universal')
  const others = Object.entries(MODEL_PROVIDER_CONFIG).filter(([, { package: name }]) => name !== '@langchain/openai')
  expect(Object.fromEntries(universalPackages)).toEqual(Object.fromEntries(others.map(([name, found]) => [name, found.package])))
  expect(isUniversal('bedrock:anthropic.claude-sonnet-4-5-v1:0')).toBe(true)
  expect(['ft:gpt-4.1:acme::9x', 'qwen3:8b', 'gpt-5'].filter(isUniversal)).toEqual([])
})

describe('a provider that cannot be used says what is missing', () => {
  let chats: Chats
  afterEach(() => chats.close())
  const ask = async (environment: Record<string, string>) => {
    chats = await startChats(environment)
    return (await chats.newChat().ask('What is 10 plus 10?')).run.state
  }

  test('its package', async () => {
    expect(await ask({ MODEL: 'cohere:command-a' })).toMatchObject({
      name: 'failed',
      code: 'model-unknown',
      message:
        'The model "cohere:command-a" needs a package: run `npm install @langchain/cohere` on the server, and start it again.',
    })
  })

  test('its key', async () => {
    expect(await ask({ MODEL: 'anthropic:claude-sonnet-4-5', ANTHROPIC_API_KEY: '' })).toMatchObject({
      name: 'failed',
      code: 'model-key',
      message: 'The model "anthropic:claude-sonnet-4-5" could not be set up: “Anthropic API key not found”',
    })
  })
})

/** Anthropic's format, by a mock that is not ours and a package of LangChain's; `npm test` installs the mock. */
describe.skipIf(!hasAimock)('a model of Anthropic', () => {
  let mock: Aimock
  let chats: Chats
  beforeAll(async () => {
    mock = (await startAimock({ chunkSize: 8 })).mock
    chats = await startChats({ ANTHROPIC_BASE_URL: mock.url, ANTHROPIC_API_KEY: 'mock', MODEL: 'anthropic:claude-sonnet-4-5' })
  }, 30_000)
  afterEach(() => mock.clearRequests())
  afterAll(async () => {
    await chats.close()
    await mock.stop()
  })

  test('thinks, calls two tools at once with arguments that come in pieces, and answers by the final tool', async () => {
    const sum = (x: number) => ({ name: 'add', arguments: { x, y: x } })
    mock.onTurn(0, /plus/, { toolCalls: [sum(1_000_000), sum(1)], reasoning: 'Two sums, then.' })
    mock.onTurn(1, /plus/, {
      toolCalls: [{ name: 'final_answer', arguments: { answer: 'They are **2,000,000** and 2.', tools_used: ['add'] } }],
    })
    const { run, events } = await chats.newChat().ask('What is a million plus a million, and 1 plus 1?')
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'They are **2,000,000** and 2.', kind: 'answer' } })
    expect(callsOf(run)).toMatchObject([
      { state: 'done', argsText: '{"x":1000000,"y":1000000}', result: { content: '2000000' } },
      { state: 'done', result: { content: '2' } },
    ])
    expect(eventsOf({ events }, 'TOOL_CALL_ARGS').length).toBeGreaterThan(4)
    expect(eventsOf({ events }, 'TEXT_MESSAGE_CONTENT').length).toBeGreaterThan(2)
    expect(run.steps[0]).toMatchObject({ kind: 'thinking', text: 'Two sums, then.' })

    const [, second] = mock.getRequests()
    expect(second?.path).toBe('/v1/messages')
    const [call, ...results] = second?.body.messages.slice(2) ?? []
    // Its own ids, each with its result.
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(call?.tool_calls?.map(({ id }) => id))
    expect(results).toHaveLength(2)
  })

  test('answers in plain text, and the next question in the same chat', async () => {
    mock.onTurn(0, /capital/, { content: 'It is Paris.' })
    mock.onTurn(1, /river/, { content: 'The Seine.' })
    const chat = chats.newChat()
    expect(await chat.ask('What is the capital of France?')).toMatchObject({ run: { answer: { text: 'It is Paris.' } } })
    expect(await chat.ask('On which river?')).toMatchObject({ run: { answer: { text: 'The Seine.' } } })
  })

  test('is cut off: what came is there, and it is said', async () => {
    const content = 'The first words of a long answer that never comes to its end.'
    mock.onTurn(0, /long/, { content }, { truncateAfterChunks: 6, latency: 20 })
    const { run } = await chats.newChat().ask('Something long?')
    expect(run.state).toMatchObject({ name: 'failed', code: 'cut-off' })
    expect(content).toContain(run.answer?.text ?? 'nothing')
  })

  test('refuses the key', async () => {
    mock.onTurn(0, /key/, { error: { message: 'invalid x-api-key', type: 'authentication_error' }, status: 401 })
    const { run } = await chats.newChat().ask('Is the key right?')
    expect(run.state).toMatchObject({ name: 'failed', code: 'model-key' })
  })
})
