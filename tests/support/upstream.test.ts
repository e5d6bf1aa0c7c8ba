import { HumanMessage } from '@langchain/core/messages'
import { ChatOpenAICompletions } from '@langchain/openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  badGateway,
  busy,
  cutArguments,
  dropMidStream,
  endlessAnswer,
  endWithoutFinishReason,
  errorInsideStream,
  finishReason,
  keyRefused,
  malformedChunk,
  modelNotFound,
  outOfQuota,
  refuses,
  stallBeforeFirstToken,
} from './faults'
import { bytesOneAtATime, callTools, crlf, finalAnswer, gate, join, type Reply, say, think } from './replies'
import { refusedUrl, startUpstream, type Upstream } from './upstream'

let upstream: Upstream
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(() => upstream.close())

const modelAt = (baseURL: string) =>
  new ChatOpenAICompletions({ model: 'test-model', apiKey: 'test', maxRetries: 0, configuration: { baseURL, logLevel: 'off' } })

const ask = async (question = 'Hello', signal?: AbortSignal) => {
  const stream = await modelAt(upstream.url).stream([new HumanMessage(question)], signal && { signal })
  let whole = await stream.next()
  if (whole.done) throw new Error('The stream was empty')
  let message = whole.value
  for (whole = await stream.next(); !whole.done; whole = await stream.next()) message = message.concat(whole.value)
  return message
}

describe('what the client of OpenAI reads', () => {
  test('text, word by word, with its usage', async () => {
    upstream.reply(say('One two three.'))
    const message = await ask()
    expect(message.text).toBe('One two three.')
    expect(message).toMatchObject({ usage_metadata: { output_tokens: 3 } })
    expect(message.response_metadata['finish_reason']).toBe('stop')
  })

  test('thinking before the text', async () => {
    upstream.reply(join(think('Hm, ten and ten.'), say('20')))
    const message = await ask()
    expect(message.additional_kwargs['reasoning_content']).toBe('Hm, ten and ten.')
    expect(message.text).toBe('20')
  })

  test.each([false, true])('several calls of one turn, interleaved: %s', async (interleaved) => {
    const calls = [
      { name: 'add', args: { x: 10, y: 10 } },
      { name: 'multiply', args: { x: 7, y: 6 } },
    ]
    upstream.reply(callTools(calls, { interleaved, fragment: 1 }))
    const message = await ask()
    expect(message.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual(calls)
  })

  test('calls that were joined keep apart', async () => {
    upstream.reply(join(callTools([{ name: 'add', args: { x: 1 } }]), finalAnswer('Done', ['add'])))
    const message = await ask()
    expect(message.tool_calls?.map((call) => call.name)).toEqual(['add', 'final_answer'])
  })

  test.each([
    ['bytes one at a time', bytesOneAtATime],
    ['CR LF', crlf],
  ])('the same text by %s', async (_title, framed) => {
    upstream.reply(framed(say('Naïve café, 日本語 and 🧵')))
    expect((await ask()).text).toBe('Naïve café, 日本語 and 🧵')
  })

  test('a whole message where no stream was asked for', async () => {
    upstream.reply(callTools([{ name: 'add', args: { x: 10 } }]))
    const message = await modelAt(upstream.url).invoke('Hello')
    expect(message.tool_calls?.[0]).toMatchObject({ name: 'add', args: { x: 10 } })
  })

  test('a length, a content filter, or no reason at all', async () => {
    upstream.reply(finishReason('length'), finishReason('content_filter'), endWithoutFinishReason(), cutArguments('length'))
    expect((await ask()).response_metadata['finish_reason']).toBe('length')
    expect((await ask()).response_metadata['finish_reason']).toBe('content_filter')
    expect((await ask()).response_metadata['finish_reason']).toBeUndefined()
    expect((await ask()).tool_call_chunks?.[0]?.args).toBe('{"x": 10, "y": 1')
  })
})

describe('what goes wrong', () => {
  test.each<[string, Reply, object]>([
    ['a refused key', keyRefused(), { status: 401, code: 'invalid_api_key' }],
    ['an unknown model', modelNotFound(), { status: 404, code: 'model_not_found' }],
    ['a busy provider', busy({ retryAfterSeconds: 7 }), { status: 429, code: 'rate_limit_exceeded' }],
    ['an empty account', outOfQuota(), { status: 429, code: 'insufficient_quota' }],
    ['HTML from a proxy', badGateway(), { status: 503 }],
    ['a refused parameter', refuses('tool_choice'), { status: 400, param: 'tool_choice' }],
    ['an error inside the stream', errorInsideStream(), { message: expect.stringContaining('overloaded') }],
    ['a malformed chunk', malformedChunk(), { name: 'SyntaxError' }],
    ['a dropped socket', dropMidStream(), { message: expect.stringMatching(/terminated|premature|aborted/i) }],
  ])('%s', async (_title, reply, error) => {
    upstream.reply(reply)
    await expect(ask()).rejects.toMatchObject(error)
  })

  test('retry-after is a header that the client can read', async () => {
    upstream.reply(busy({ retryAfterSeconds: 7 }))
    const error: unknown = await ask().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ headers: expect.any(Headers) })
    expect((error as { headers: Headers }).headers.get('retry-after')).toBe('7')
  })

  test('nothing listens at a refused address', async () => {
    await expect(modelAt(await refusedUrl()).invoke('Hello')).rejects.toMatchObject({ message: 'Connection error.' })
  })
})

describe('what a test can see and steer', () => {
  test('a stream waits at a gate until the test opens it', async () => {
    const hold = gate()
    upstream.reply(join(say('before'), hold, say(' after')))
    const stream = await modelAt(upstream.url).stream('Hello')
    await upstream.reached(hold)
    const texts: string[] = []
    for await (const chunk of stream) {
      texts.push(chunk.text)
      if (chunk.text === 'before') upstream.open(hold)
    }
    expect(texts.join('')).toBe('before after')
  })

  test.each<[string, Reply]>([
    ['an endless answer', endlessAnswer()],
    ['silence', stallBeforeFirstToken()],
    ['a gate', join(say('before'), gate())],
  ])('a client that leaves during %s is seen to close its socket', async (_title, reply) => {
    upstream.reply(reply)
    const controller = new AbortController()
    const answer = ask('Hello', controller.signal)
    const request = await upstream.received(1)
    controller.abort()
    await expect(answer).rejects.toThrow()
    await request.finished
    expect(request.closedAt).toBeGreaterThanOrEqual(request.receivedAt)
  })

  test('a request that ends well was not closed early', async () => {
    upstream.reply(say('Well.'))
    await ask()
    const request = await upstream.received(1)
    await request.finished
    expect(request.closedAt).toBeUndefined()
    expect(request.body).toMatchObject({ model: 'test-model', stream: true })
    expect(request.headers['authorization']).toBe('Bearer test')
  })

  test('replies to one question leave the other questions alone', async () => {
    upstream.replyTo('first', say('For the first.'))
    expect((await ask('the second')).text).toBe('Hello from the test model.')
    expect((await ask('the first')).text).toBe('For the first.')
  })

  test('a question may name its scenario', async () => {
    await expect(ask('What now? [fault:401]')).rejects.toMatchObject({ status: 401 })
    expect((await ask('What now? [plain]')).text).toBe('A plain answer, by no tool at all.')
  })
})
