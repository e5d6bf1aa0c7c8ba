import { setTimeout as delay } from 'node:timers/promises'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newFeatures } from '@/lib/agent/models/features'
import { finalAnswer } from '@/lib/agent/tools/final-answer'
import { createTools } from '@/lib/agent/tools/index'
import { createDemoProvider } from '@/lib/demo-model'
import { DemoModel } from '@/lib/demo-model/demo-model'
import { readQuestion } from '@/lib/demo-model/read-question'
import { readSources } from '@/lib/demo-model/sources'
import { toTokens } from '@/lib/demo-model/stream-reply'
import { watchWork } from '@/tests/support/watch-work'

const bindings = [...createTools({ search: [{ provider: 'local' }], fetch }).map(({ binding }) => binding), finalAnswer]
const two = [new HumanMessage('What is 15% of 2,480 and 2 ^ 100?')]

async function eventsOf(model: DemoModel, messages = two, tools = bindings): Promise<ChatModelStreamEvent[]> {
  const events: ChatModelStreamEvent[] = []
  for await (const event of model._streamChatModelEvents(messages, { tools })) events.push(event)
  return events
}

describe('the stream of a turn', () => {
  const fast = new DemoModel({ tokensPerSecond: 0 })

  test('names a call, then writes its arguments in pieces, one call after the other; finishes all at the end', async () => {
    const events = await eventsOf(fast)
    const shape = events
      .map((event) => ('index' in event ? `${event.event} ${event.index}` : event.event))
      .filter((word, index, words) => word !== words[index - 1])
    expect(shape).toEqual([
      'message-start',
      'content-block-start 0',
      'content-block-delta 0',
      'content-block-start 1',
      'content-block-delta 1',
      'usage',
      'content-block-finish 0',
      'content-block-finish 1',
      'message-finish',
    ])
    const args = events.flatMap((event) =>
      event.event === 'content-block-delta' && event.index === 1 && event.delta.type === 'tool-call-delta'
        ? [event.delta.args]
        : [],
    )
    expect(args.length).toBeGreaterThan(4)
    expect(args.join('')).toBe('{"x": 2, "y": 100}')
  })

  test('a final answer has `answer` first, so that its text is on screen before the rest', async () => {
    const events = await eventsOf(fast, [new HumanMessage('hello')])
    const args = events
      .flatMap((event) =>
        event.event === 'content-block-delta' && event.delta.type === 'tool-call-delta' ? [event.delta.args] : [],
      )
      .join('')
    expect(args).toMatch(/^\{"answer":"Hello\. .*","tools_used":\[\]\}$/)
  })

  test('a long integer keeps all its digits in the arguments', async () => {
    const digits = '1267650600228229401496703205376'
    const call = { id: 'a', name: 'exponentiate', args: { x: 2, y: 100 } }
    const events = await eventsOf(fast, [
      new HumanMessage('2^100 + 1'),
      new AIMessage({ content: '', tool_calls: [call] }),
      new ToolMessage({ tool_call_id: 'a', content: digits }),
    ] as never)
    const args = events
      .flatMap((event) =>
        event.event === 'content-block-delta' && event.delta.type === 'tool-call-delta' ? [event.delta.args] : [],
      )
      .join('')
    expect(args).toBe(`{"x": "${digits}", "y": 1}`)
    expect(events.find((event) => event.event === 'content-block-finish')).toMatchObject({
      content: { args: { x: digits, y: 1 } },
    })
  })

  test('with no tools bound it writes plain text; with only final_answer it answers at once', async () => {
    expect((await fast.invoke('hello')).text).toMatch(/^Hello\./)
    const message = await fast.bindTools([finalAnswer]).invoke('2 + 2')
    expect(message.tool_calls?.map(({ name }) => name)).toEqual(['final_answer'])
  })

  test('reports the tokens it was given, at four characters each, and those it wrote', async () => {
    const events = await eventsOf(fast, [new HumanMessage('What is 2 + 2?')])
    const written = events.filter(({ event }) => event === 'content-block-start' || event === 'content-block-delta').length
    expect(events.at(-1)).toMatchObject({ usage: { input_tokens: 4, output_tokens: written, total_tokens: 4 + written } })
  })

  test('chunks of stream() add up to what invoke() returns', async () => {
    const model = fast.bindTools(bindings)
    let sum: AIMessageChunk | undefined
    for await (const chunk of await model.stream(two)) sum = sum ? sum.concat(chunk) : chunk
    const whole = await model.invoke(two)
    const plain = (message: AIMessage | AIMessageChunk | undefined) =>
      message?.tool_calls?.map(({ name, args }) => ({ name, args }))
    expect(plain(sum)).toEqual(plain(whole))
  })
})

describe('its pace', () => {
  test('is about the tokens per second it was given', async () => {
    const model = new DemoModel({ tokensPerSecond: 400 })
    const startedAt = performance.now()
    const events = await eventsOf(model, [new HumanMessage('what can you do?')])
    const seconds = (performance.now() - startedAt) / 1_000
    const tokens = events.filter(({ event }) => event === 'content-block-delta').length
    expect(tokens / seconds).toBeGreaterThan(100)
    expect(tokens / seconds).toBeLessThan(600)
  })

  test('an abort ends it at once with its own reason', async () => {
    const controller = new AbortController()
    const model = new DemoModel({ tokensPerSecond: 0.1 })
    const reason = new Error('Stopped by you.')
    const running = (async () => {
      for await (const event of model._streamChatModelEvents(two, { tools: bindings, signal: controller.signal })) void event
    })()
    await delay(20)
    controller.abort(reason)
    const abortedAt = performance.now()
    await expect(running).rejects.toBe(reason)
    expect(performance.now() - abortedAt).toBeLessThan(2_000)
  })

  test('as fast as it can, it still lets the rest of the process go on between tokens', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    await eventsOf(new DemoModel({ tokensPerSecond: 0 }), [new HumanMessage('what can you do?')])
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })
})

describe('any text at all', () => {
  test('gets a plan of at least one part', () => {
    const words = fc.constantFrom(
      'what is',
      '15%',
      'of',
      '2,480',
      'and',
      'then',
      '(',
      ')',
      '^',
      'minus',
      'the',
      'root of',
      'time in',
      'Tokyo',
      '?',
      ',',
      'each',
      '$3',
      'how many',
      'vs',
      'double',
      'it',
      '#',
      '**',
      '[1]',
      'half',
      'to the power of',
      '!',
      'x',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((list) => list.join(' ')),
    )
    fc.assert(
      fc.property(text, fc.array(fc.record({ question: text, answer: text }), { maxLength: 3 }), (question, history) => {
        expect(readQuestion({ question, history }).length).toBeGreaterThan(0)
      }),
      { numRuns: 600 },
    )
  })

  test.each([
    ['brackets', '('.repeat(20_000)],
    ['minus signs', '-'.repeat(20_000)],
    ['number words', 'one hundred and '.repeat(2_000)],
    ['spaces', `what${' '.repeat(20_000)}time`],
    ['comparisons', 'between a and b '.repeat(2_000)],
    ['doublings', `1 + 1. ${'It plus it. '.repeat(1_500)}`],
    ['signs', '1+'.repeat(12_000)],
    ['commas', '1, '.repeat(8_000)],
    ['dashes', '1-'.repeat(12_000)],
    ['quotes of percents', '5% of that and '.repeat(1_500)],
    ['stories', '3 boxes with 4 each and '.repeat(1_000)],
    ['percent chains', '5% of '.repeat(3_000)],
    ['letters', 'a'.repeat(50_000)],
  ])('a very long text of %s is planned in a moment', (_what, text) => {
    const workedMs = watchWork()
    readQuestion({ question: text, history: [{ question: text, answer: text }] })
    expect(workedMs()).toBeLessThan(1_000)
  })

  test('any search result is read without a fault', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readSources(`[1] Title — library\n${text}`)))
  })

  test('tokens put together are the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => toTokens(text).join('') === text))
  })
})

test('the provider is named and labelled, and makes a chat model', () => {
  const demo = createDemoProvider({ tokensPerSecond: 0 })
  expect(demo.name).toBe('demo')
  expect(demo.create('demo', newFeatures())).toBeInstanceOf(DemoModel)
})
