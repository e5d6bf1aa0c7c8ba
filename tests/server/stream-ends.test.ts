import { describe, expect, test } from 'vitest'
import { type Chat, eventsOf, noticesOf } from '@/tests/support/chats'
import {
  afterTheEnd,
  cutArguments,
  dropMidStream,
  endWithoutFinishReason,
  finishReason,
  inOnePiece,
  modelRefuses,
  webPage,
  wholeCompletion,
} from '@/tests/support/faults'
import { startModelChats } from '@/tests/support/model-chats'
import { callTools, finalAnswer, type Reply, type StreamReply, say, stream } from '@/tests/support/replies'

/** How the streams of providers end, and what is no stream: each asked for over `POST /api/runs`, then once more in the same chat. */

const { upstream, chats } = await startModelChats({ SILENCE_SECONDS: '20' })
let chat: Chat

const ask = (question: string, ...replies: Reply[]) => {
  upstream.reply(...replies)
  return chat.ask(question)
}
/** The chat is as good as before: the next question is answered, and the provider takes what is sent. */
const goesOn = async () => {
  const { run } = await ask('And now?', say('All is well.'))
  expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'All is well.' } })
  expect(upstream.requests.at(-1)?.refusal).toBeUndefined()
}

const sum = callTools([{ name: 'add', args: { x: 10, y: 10 } }])

describe('an answer is whole at its finish reason', () => {
  const ends: [string, (reply: StreamReply) => StreamReply][] = [
    ['silence after the finish reason', (reply) => afterTheEnd('stall', reply)],
    ['a reset after the finish reason', (reply) => afterTheEnd('drop', reply)],
    ['silence after [DONE]', (reply) => afterTheEnd('stall', reply, { done: true })],
    ['a reset after [DONE]', (reply) => afterTheEnd('drop', reply, { done: true })],
    ['[DONE] without a finish reason', (reply) => endWithoutFinishReason(reply, true)],
    ['another word for it', (reply) => ({ ...reply, finish: reply.finish === 'tool_calls' ? 'tool_use' : 'end_turn' })],
  ]
  test.each(ends)('%s', async (_title, ending) => {
    chat = chats.newChat()
    const startedAt = Date.now()
    const { run } = await ask('What is 10 plus 10?', ending(sum), ending(finalAnswer('It is 20.', ['add'])))
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'It is 20.' } })
    const plain = await ask('And in words?', ending(say('It is twenty.')))
    expect(plain.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'It is twenty.' } })
    // Three answers, each at once: the time limit for silence is 20 seconds.
    expect(Date.now() - startedAt).toBeLessThan(15_000)
    await goesOn()
  })

  test('a connection that ends in good order is used again', async () => {
    chat = chats.newChat()
    await ask('One?', say('One.'))
    await ask('Two?', say('Two.'))
    const [first, second] = upstream.requests.slice(-2)
    expect(first?.closedAt).toBeUndefined()
    expect(second?.closedAt).toBeUndefined()
  })
})

describe('half an answer is no success', () => {
  test.each<[string, Reply, string, RegExp]>([
    ['a finish reason that is an error', finishReason('error'), 'cut-off', /cut off.*ended the answer with “error”/],
    ['one that only its provider knows', finishReason('insufficient_system_resource'), 'cut-off', /insufficient_system/],
    ['a finish reason that is empty', { ...finishReason(''), done: false }, 'cut-off', /ended early/],
    ['a filter by another name', finishReason('SAFETY'), 'content-filter', /content/],
    ['a length by another name', finishReason('max_tokens'), 'cut-off', /length limit/],
    ['a reset in the middle', dropMidStream(), 'cut-off', /cut off/],
    ['arguments cut short, then [DONE]', cutArguments(), 'cut-off', /cut off/],
  ])('%s', async (_title, reply, code, words) => {
    chat = chats.newChat()
    const { run } = await ask('Tell me a story', reply)
    expect(run.state).toMatchObject({ name: 'failed', code, message: expect.stringMatching(words) })
    await goesOn()
  })

  test('an error in place of an answer is tried again', async () => {
    chat = chats.newChat()
    const asked = await ask('Well?', { ...stream([]), finish: 'error' }, say('Now it goes.'))
    expect(noticesOf(asked).map(({ code }) => code)).toEqual(['retrying'])
    expect(asked.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'Now it goes.' } })
    await goesOn()
  })
})

test('what a model says instead of an answer is shown as that', async () => {
  chat = chats.newChat()
  const asked = await ask('How do I pick a lock?', modelRefuses('I cannot help with that.'))
  expect(asked.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'I cannot help with that.' } })
  expect(eventsOf(asked, 'TEXT_MESSAGE_CONTENT').every(({ delta }) => typeof delta === 'string')).toBe(true)
  await goesOn()
})

describe('what is no stream', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"x": 10, "y": 10}' } }

  test.each(['application/json', 'text/event-stream', 'text/plain'])(
    'one whole completion, said to be %s, is read',
    async (type) => {
      chat = chats.newChat()
      const as = (reply: ReturnType<typeof wholeCompletion>): Reply => ({ ...reply, headers: { 'content-type': type } })
      const { run } = await ask(
        'What is 10 plus 10?',
        as(wholeCompletion({ content: null, tool_calls: [call] }, 'tool_calls')),
        as(wholeCompletion({ content: 'It is 20.' })),
      )
      expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'It is 20.' }, totalTokens: 30 })
      expect(run.steps).toMatchObject([{ kind: 'calls', calls: [{ state: 'done', result: { content: '20' } }] }])
      await goesOn()
    },
  )

  test('a whole message in an event of a stream is read', async () => {
    chat = chats.newChat()
    const { body } = wholeCompletion({ content: 'In one piece.' })
    const { run } = await ask('Well?', inOnePiece(`data: ${body}\n\ndata: [DONE]`, 'text/event-stream'))
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'In one piece.' } })
    await goesOn()
  })

  test.each<[string, Reply, string, RegExp]>([
    [
      'an error with status 200',
      inOnePiece({ error: { message: 'The model "x" crashed while it was loading.', code: 400 } }),
      'model-refused',
      /“The model "x" crashed while it was loading\.”/,
    ],
    ['a web page with status 200', webPage(), 'model-unknown', /web page/],
    [
      'a web page that says it is a stream',
      { ...webPage(), headers: { 'content-type': 'text/event-stream' } },
      'model-unknown',
      /web page/,
    ],
    ['JSON of another kind', inOnePiece({ status: 'ok' }), 'model-unknown', /not a chat model/],
    ['nonsense', inOnePiece('{"id": "chatcmpl'), 'cut-off', /could not be read/],
  ])('%s is said truly', async (_title, reply, code, words) => {
    chat = chats.newChat()
    const { run } = await ask('Hello?', reply)
    expect(run.state).toMatchObject({ name: 'failed', code, message: expect.stringMatching(words) })
    await goesOn()
  })

  test('an empty body is tried again, and said in the end', async () => {
    chat = chats.newChat()
    const nothing = inOnePiece('', 'text/event-stream')
    const { run } = await ask('Hello?', nothing, nothing, nothing)
    expect(run.state).toMatchObject({
      name: 'failed',
      code: 'model-unreachable',
      message: 'The model provider sent an empty response.',
    })
    await goesOn()
  })
})
