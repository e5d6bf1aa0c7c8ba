import { afterEach, expect, test } from 'vitest'
import { type ServedApp, serveApp } from '@/tests/support/served-app'
import { strictCapabilities } from '@/tests/support/strict-schema'

let app: ServedApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})

const read = async (environment: Record<string, string>) => {
  app = await serveApp(environment)
  const response = await fetch(`${app.url}/api/agent`)
  expect(response.status).toBe(200)
  return response.json()
}

test('a property that the protocol does not declare is found', () => {
  expect(strictCapabilities().safeParse({ transport: { streaming: true, postcards: true } }).success).toBe(false)
})

test('what the agent can do is said in the words of the protocol, and no others', async () => {
  const capabilities = await read({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'mock', MODEL: 'test-model' })
  expect(strictCapabilities().parse(capabilities)).toEqual(capabilities)
  expect(capabilities).toMatchObject({
    tools: { supported: true, clientProvided: true },
    humanInTheLoop: { interrupts: false },
    multimodal: { input: { image: true } },
    custom: { unfold: { modes: ['thorough'] } },
  })
})

test('the demo model says that it sees no pictures', async () => {
  const capabilities = await read({})
  expect(strictCapabilities().parse(capabilities)).toEqual(capabilities)
  expect(capabilities).toMatchObject({ multimodal: { input: { image: false } } })
})
