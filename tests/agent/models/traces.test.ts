import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAiBaseUrl } from '@/lib/agent/models/openai-models'
import type { ModelReach } from '@/lib/agent/models/settings'
import { createAgentModel } from '@/lib/server/models/agent-model'
import { type ResponsesServer, response, startResponsesServer, writes } from '@/tests/support/responses-server'

let server: ResponsesServer
beforeEach(async () => {
  server = await startResponsesServer()
})
afterEach(() => server.close())

class Streaming extends BaseCallbackHandler {
  readonly name = 'streaming'
  readonly lc_prefer_chat_model_stream_events = true
  override handleChatModelStreamEvent(): void {}
}

const key = 'unusual.key/of+a.kind'
const header = 'another-secret-in-a-header'

const ways: [string, ModelReach][] = [
  ['key of the server', { openaiApiKey: key, openaiHeaders: { 'x-api-key': header } }],
  ['key of a visitor', { openaiApiKey: key, openaiBaseUrl: openAiBaseUrl }],
]
test.each(ways)('the %s goes to the provider, and into no trace', async (_title, reach) => {
  const asked: Headers[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push(new Headers(init?.headers))
    return server.fetch(input, init)
  }
  const isOwn = reach.openaiBaseUrl !== undefined
  const settings = { maxOutputTokens: 16_000, demoTokensPerSecond: 0 }
  const choice = { id: 'gpt-5.1', label: '', provider: 'openai' as const, ...(isOwn && { reach: { ...reach, fetch } }) }
  const model = createAgentModel(choice, { ...settings, ...(!isOwn && { ...reach, fetch }) })
  const told: unknown[] = []
  const tracer = new LangChainTracer()
  Object.assign(tracer.client, {
    createRun: async (run: unknown) => void told.push(run),
    updateRun: async (_id: string, run: unknown) => void told.push(run),
  })
  server.reply(response(writes(0, 'Hello.')))
  await (await model.create(model.features)).invoke('Hi', { callbacks: [new Streaming(), tracer] })
  expect(asked[0]?.get('authorization')).toBe(`Bearer ${key}`)
  if (!isOwn) expect(asked[0]?.get('x-api-key')).toBe(header)
  const trace = JSON.stringify(told)
  expect(trace).toContain('Hello.')
  for (const secret of [key, header]) expect(trace).not.toContain(secret)
})
