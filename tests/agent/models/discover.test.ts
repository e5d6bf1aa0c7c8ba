import { expect, test } from 'vitest'
import { discover, usualPorts } from '@/lib/agent/models/discover'
import { parseEnv } from '@/lib/server/env'
import { describeModel } from '@/lib/server/models/describe-model'
import { listing, startHttpServer } from '@/tests/support/http-server'
import { httpServers } from '@/tests/support/http-servers'

const start = httpServers()

test('the models of each server that answers, in the order of the ports; asked once, without a key', async () => {
  const [first, second] = [await start(listing('qwen3:8b', 'nomic-embed-text')), await start(listing('org/Llama-3.gguf'))]
  expect(await discover([second.port, first.port])).toEqual([
    {
      id: `local-${second.port}:org/Llama-3.gguf`,
      modelId: 'org/Llama-3.gguf',
      label: `Llama-3 · port ${second.port}`,
      provider: 'compatible',
      reach: { openaiBaseUrl: `${second.url}/v1` },
    },
    expect.objectContaining({ id: `local-${first.port}:qwen3:8b`, modelId: 'qwen3:8b' }),
  ])
  expect(first.asked).toEqual(['GET /v1/models'])
  expect(first.requests[0]?.headers.authorization).toBeUndefined()
})

test('other programs are no model servers: a page, an error, a redirect, silence, nobody', async () => {
  const elsewhere = await start(listing('stolen'))
  const silent = await start(() => undefined)
  const closed = await startHttpServer(listing('gone'))
  await closed.close()
  const others = [
    await start((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Jenkins</h1>')),
    await start((_request, response) => response.writeHead(401).end('{"data":[{"id":"x"}]}')),
    await start((_request, response) => response.writeHead(302, { location: `${elsewhere.url}/v1/models` }).end()),
  ]
  const startedAt = performance.now()
  expect(await discover([silent.port, closed.port, ...others.map(({ port }) => port)])).toEqual([])
  expect(performance.now() - startedAt).toBeLessThan(1500)
  expect(elsewhere.asked).toEqual([])
})

test('an answer that came while this process was busy is read', async () => {
  const server = await start(listing('qwen3'))
  const found = discover([server.port])
  setImmediate(() => {
    // As the start of the app does, and longer than anybody is waited for.
    for (const until = performance.now() + 700; performance.now() < until; );
  })
  expect(await found).toHaveLength(1)
})

test('only the loopback address is ever asked', async () => {
  const asked: string[] = []
  const nobody: typeof fetch = async (input) => {
    asked.push(String(input))
    throw new TypeError('fetch failed')
  }
  expect(await discover(usualPorts, nobody)).toEqual([])
  expect(asked).toEqual([11434, 1234, 8080, 8000].map((port) => `http://127.0.0.1:${port}/v1/models`))
})

test('the line at the start says what was found, and loads no model', async () => {
  const server = await start(listing('qwen3:8b', 'llama3.2:latest'))
  expect(await describeModel(parseEnv({ DISCOVER: String(server.port) }))).toBe(
    `Model: qwen3:8b · port ${server.port}, found on this machine at 127.0.0.1:${server.port} and 1 more to choose from. DISCOVER=off leaves such servers alone.`,
  )
  expect(server.asked).toEqual(['GET /v1/models'])
  expect(await describeModel(parseEnv({ DISCOVER: 'off' }))).toContain('the demo model')
})
