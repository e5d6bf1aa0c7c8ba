import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callsOf } from '@/lib/run-view/state'
import { type Aimock, hasAimock, startAimock } from '@/tests/support/aimock'
import { type Chats, eventsOf, startChats } from '@/tests/support/chats'

/**
 * The same questions through a second pair of hands: a mock of OpenAI's format that is not ours, so that a misreading of ours
 * is not in both.
 */
describe.skipIf(!hasAimock)('through a mock of somebody else', () => {
  let mock: Aimock
  let chats: Chats
  beforeAll(async () => {
    const started = await startAimock()
    mock = started.mock
    chats = await startChats(started.environment)
  }, 30_000)
  afterAll(async () => {
    await chats.close()
    await mock.stop()
  })

  test('thinking, two calls at once, and an answer by the final tool', async () => {
    const sum = (x: number) => ({ name: 'add', arguments: { x, y: x } })
    mock.onTurn(0, /plus/, { toolCalls: [sum(10), sum(1)], reasoning: 'Two sums.' })
    mock.onTurn(1, /plus/, {
      toolCalls: [{ name: 'final_answer', arguments: { answer: 'They are 20 and 2.', tools_used: ['add'] } }],
    })
    const { run, events } = await chats.newChat().ask('What is 10 plus 10, and 1 plus 1?')
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'They are 20 and 2.', kind: 'answer' } })
    expect(callsOf(run)).toMatchObject([
      { state: 'done', result: { content: '20' } },
      { state: 'done', result: { content: '2' } },
    ])
    expect(
      eventsOf({ events }, 'REASONING_MESSAGE_CONTENT')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe('Two sums.')
  })

  test('a plain answer, and the next question in the same chat', async () => {
    mock.onTurn(0, /capital/, { content: 'It is Paris.' })
    mock.onTurn(1, /river/, { content: 'The Seine.' })
    const chat = chats.newChat()
    expect(await chat.ask('What is the capital of France?')).toMatchObject({ run: { answer: { text: 'It is Paris.' } } })
    expect(await chat.ask('On which river?')).toMatchObject({ run: { answer: { text: 'The Seine.' } } })
  })
})
