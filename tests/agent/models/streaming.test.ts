import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { tool } from '@langchain/core/tools'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createCompatible } from '@/lib/agent/models/compatible'
import { newFeatures } from '@/lib/agent/models/features'
import { createOpenAi } from '@/lib/agent/models/openai'
import { openAiBaseUrl } from '@/lib/agent/models/openai-models'
import type { ModelFeatures } from '@/lib/agent/models/provider'
import type { ModelSettings } from '@/lib/agent/models/settings'
import { bytesOneAtATime, callTools, join, say, slow, think } from '@/tests/support/replies'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

let upstream: Upstream
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  await upstream.close()
  vi.unstubAllGlobals()
})

const everything: ModelFeatures = newFeatures()
const settings = { maxOutputTokens: 1234, openaiApiKey: 'test-key' }

const compatible = (modelId = 'test-model', features = everything) =>
  createCompatible({ ...settings, openaiBaseUrl: upstream.url }).create(modelId, features)

/** Sends what is meant for OpenAI to the upstream instead, which speaks chat completions only. */
const openAi = (
  modelId: string,
  features: ModelFeatures = { ...everything, responses: false },
  more: Partial<ModelSettings> = {},
) => {
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) => fetch(String(input).replace(openAiBaseUrl, upstream.url), init))
  return createOpenAi({ ...settings, ...more }).create(modelId, features)
}

class Recorder extends BaseCallbackHandler {
  readonly name = 'recorder'
  readonly lc_prefer_chat_model_stream_events = true
  override awaitHandlers = true
  readonly events: ChatModelStreamEvent[] = []
  override handleChatModelStreamEvent(event: ChatModelStreamEvent): void {
    this.events.push(event)
  }
}

const add = tool(() => '', { name: 'add', description: 'Adds.', schema: z.object({ x: z.number(), y: z.number() }) })

/** The deltas by kind and block, as the callback handler of a run is told them. */
const deltasOf = (events: ChatModelStreamEvent[]) =>
  events.flatMap((event) => {
    if (event.event !== 'content-block-delta') return []
    const { delta, index } = event
    if (delta.type === 'text-delta') return [`${index} text ${delta.text}`]
    if (delta.type === 'reasoning-delta') return [`${index} thought ${delta.reasoning}`]
    return delta.type === 'tool-call-delta' ? [`${index} args ${delta.args}`] : []
  })

test.each(['compatible', 'openai'] as const)('%s: invoke streams text and thinking to the handler as they come', async (name) => {
  upstream.reply(join(think('Let me see.'), bytesOneAtATime(say('Naïve 🧵 café'))), say('Naïve 🧵 café'))
  const recorder = new Recorder()
  const model = name === 'openai' ? openAi('gpt-4.1') : compatible()
  const message = await model.invoke('Hello', { callbacks: [recorder] })
  expect(deltasOf(recorder.events)).toEqual([
    '0 thought Let',
    '0 thought  me',
    '0 thought  see.',
    '1 text Naïve',
    '1 text  🧵',
    '1 text  café',
  ])
  expect(message.text).toBe('Naïve 🧵 café')
  expect(upstream.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
  // What comes after the end is waited for a moment alone, which so many pieces may exceed where the machine is busy.
  const inFewPieces = await model.invoke('Hello again')
  expect(inFewPieces.usage_metadata).toMatchObject({ output_tokens: expect.any(Number) })
})

test('parallel calls that interleave keep their own blocks, and the message has them whole', async () => {
  const calls = [
    { name: 'add', args: { x: 10, y: 10 }, id: 'call_1' },
    { name: 'add', args: { x: 7, y: 6 }, id: 'call_2' },
  ]
  upstream.reply(callTools(calls, { interleaved: true, fragment: 6 }))
  const recorder = new Recorder()
  const model = compatible()
  const bound = model.bindTools?.([add], { tool_choice: 'any', parallel_tool_calls: true } as object) ?? model
  const message = await bound.invoke('Add', { callbacks: [recorder] })
  expect(deltasOf(recorder.events)).toEqual([
    '0 args {"x":1',
    '1 args {"x":7',
    '0 args 0,"y":',
    '1 args ,"y":6',
    '0 args 10}',
    '1 args }',
  ])
  const starts = recorder.events.flatMap((event) => (event.event === 'content-block-start' ? [event.content] : []))
  expect(starts).toMatchObject([
    { type: 'tool_call_chunk', id: 'call_1', name: 'add' },
    { type: 'tool_call_chunk', id: 'call_2', name: 'add' },
  ])
  expect(message).toMatchObject({ tool_calls: calls })
  expect(upstream.requests[0]?.body).toMatchObject({ tool_choice: 'required', parallel_tool_calls: true })
})

test('the first word is heard before the last is written', async () => {
  upstream.reply(slow(50, say('one two three four five')))
  const recorder = new Recorder()
  let deltasAtFirst = 0
  const first = new Promise<void>((resolve) => {
    recorder.handleChatModelStreamEvent = (event) => {
      recorder.events.push(event)
      if (event.event === 'content-block-delta') resolve()
    }
  }).then(() => {
    deltasAtFirst = deltasOf(recorder.events).length
  })
  await Promise.all([first, compatible().invoke('Hello', { callbacks: [recorder] })])
  expect(deltasAtFirst).toBe(1)
})

test('an abort closes the upstream’s socket', async () => {
  upstream.reply(slow(5, say('one two three four five six seven eight nine ten')))
  const controller = new AbortController()
  const answer = compatible().invoke('Hello', { signal: controller.signal, callbacks: [new Recorder()] })
  const request = await upstream.received(1)
  controller.abort()
  await expect(answer).rejects.toThrow()
  await request.finished
  expect(request.closedAt).toBeTypeOf('number')
})

test('a compatible server is never asked by the Responses API, whatever its models are called', async () => {
  upstream.reply(say('Fine.'))
  await compatible('my-codex-pro').invoke('Hello', { callbacks: [new Recorder()] })
  expect(upstream.requests[0]?.body).toMatchObject({ model: 'my-codex-pro', messages: expect.any(Array) })
})

test('what an endpoint refuses is left out, and temperature never sent', async () => {
  upstream.reply(say('Fine.'))
  await compatible('m', { ...everything, streamUsage: false }).invoke('Hello', { callbacks: [new Recorder()] })
  const body = upstream.requests[0]?.body
  for (const name of ['stream_options', 'temperature', 'max_tokens', 'tool_choice']) expect(body).not.toHaveProperty(name)
})

test.each([
  ['gpt-5-mini', { max_completion_tokens: 1234, reasoning_effort: 'low' }],
  ['gpt-5.4', { max_completion_tokens: 1234, reasoning_effort: undefined }],
  ['gpt-4.1', { max_completion_tokens: undefined, max_tokens: undefined }],
])('OpenAI: %s is asked with the limits that it takes', async (modelId, expected) => {
  upstream.reply(say('Fine.'))
  await openAi(modelId).invoke('Hello', { callbacks: [new Recorder()] })
  const body = upstream.requests[0]?.body
  expect(body).toEqual(
    expect.objectContaining(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined))),
  )
  for (const [name, value] of Object.entries(expected)) if (value === undefined) expect(body).not.toHaveProperty(name)
  expect(body).not.toHaveProperty('temperature')
})

test('OpenAI: headers of one’s own go along', async () => {
  upstream.reply(say('Hello.'))
  const own = openAi('gpt-4.1', undefined, { openaiHeaders: { 'openai-organization': 'org-1' } })
  await own.invoke('Hello', { callbacks: [new Recorder()] })
  expect(upstream.requests[0]?.headers).toMatchObject({ 'openai-organization': 'org-1', authorization: 'Bearer test-key' })
})

test('nothing is retried here: the executor does that', async () => {
  upstream.reply({ status: 500, headers: {}, body: '{"error":{"message":"no"}}' })
  await expect(compatible().invoke('Hello', { callbacks: [new Recorder()] })).rejects.toThrow('no')
  expect(upstream.requests).toHaveLength(1)
})
