import { expect, test } from 'vitest'
import { parseEnv } from '@/lib/server/env'
import { ModelCatalog } from '@/lib/server/models/model-catalog'
import { deferred } from '@/tests/support/deferred'
import { type HttpServer, listing } from '@/tests/support/http-server'
import { httpServers } from '@/tests/support/http-servers'

const start = httpServers()
const idsOf = async (catalog: ModelCatalog, ...wanted: Parameters<ModelCatalog['read']>) =>
  (await catalog.read(...wanted)).map(({ id }) => id)

test('a server that is started while the app runs is found, is the first, and is gone with its end', async () => {
  const first = await start(listing('qwen3'))
  const { port } = first
  await first.close()
  let now = 1_000_000
  const catalog = new ModelCatalog(parseEnv({ DISCOVER: String(port) }), { now: () => now })
  expect(await idsOf(catalog)).toEqual(['demo'])
  const again = await start(listing('qwen3'), port)
  expect(await idsOf(catalog)).toEqual(['demo'])
  now += 6000
  expect(await idsOf(catalog)).toEqual([`local-${port}:qwen3`, 'demo'])
  expect(again.asked).toHaveLength(1)
  await again.close()
  now += 6000
  expect(await idsOf(catalog)).toEqual(['demo'])
})

test('DISCOVER=off asks nobody', async () => {
  const nobody = () => Promise.reject(new Error('asked'))
  expect(await idsOf(new ModelCatalog(parseEnv({ DISCOVER: 'off' }), { fetch: nobody }))).toEqual(['demo'])
})

const envAt = (server: HttpServer, more: Record<string, string> = {}) =>
  parseEnv({ OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: 'test-key', MODEL: 'b', ...more })

test('where MODELS is not set the models of the provider come after the chosen one', async () => {
  const server = await start(listing('a', 'b', 'text-embedding-3-small', 'org/c'))
  const catalog = new ModelCatalog(envAt(server))
  expect(await catalog.read((models) => models.length > 1)).toEqual([
    { id: 'b', label: 'b', provider: 'compatible' },
    { id: 'a', label: 'a', provider: 'compatible' },
    { id: 'org/c', label: 'c', provider: 'compatible' },
  ])
  expect(server.requests[0]?.headers.authorization).toBe('Bearer test-key')
  await catalog.read()
  expect(server.asked).toEqual(['GET /v1/models'])
})

test('nobody waits for the list but who asks for a model that is not known yet', async () => {
  const release = deferred()
  const server = await start((request, response) => void release.promise.then(() => listing('a', 'b')(request, response)))
  const catalog = new ModelCatalog(envAt(server))
  expect(await idsOf(catalog)).toEqual(['b'])
  const asked = idsOf(catalog, (models) => models.some(({ id }) => id === 'a'))
  release.resolve()
  expect(await asked).toEqual(['b', 'a'])
})

test('a provider that lists nothing is asked again after a minute; MODELS says it all', async () => {
  let ready = false
  const server = await start((request, response) =>
    ready ? listing('a')(request, response) : response.writeHead(404).end('not here'),
  )
  let now = 1_000_000
  const catalog = new ModelCatalog(envAt(server), { now: () => now })
  const isWanted = (models: unknown[]) => models.length > 1
  expect(await idsOf(catalog, isWanted)).toEqual(['b'])
  ready = true
  expect(await idsOf(catalog, isWanted)).toEqual(['b'])
  now += 61_000
  expect(await idsOf(catalog, isWanted)).toEqual(['b', 'a'])
  const fixed = new ModelCatalog(envAt(server, { MODELS: 'b,c' }))
  expect(await idsOf(fixed, () => false)).toEqual(['b', 'c'])
  expect(server.asked).toHaveLength(2)
})
