import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmbedder, type EmbeddingChoice } from '@/lib/agent/models/embeddings'
import { type EmbeddingsManner, type EmbeddingsServer, startEmbeddingsServer } from '@/tests/support/embeddings-server'

let server: EmbeddingsServer
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.manner = 'base64'
  server.requests.length = 0
})

const choice: EmbeddingChoice = { id: 'small-embed', provider: 'compatible' }
const create = (times?: { textsMs: number; questionMs: number }) =>
  createEmbedder(choice, { openaiBaseUrl: server.url, openaiApiKey: 'the-key' }, times)
const texts = ['The budget is forty.', 'It may rain or snow.', 'A dog and a cat']
const cosine = (a: Float32Array | undefined, b: Float32Array | undefined) =>
  [...(a ?? [])].reduce((sum, number, index) => sum + number * (b?.[index] ?? 0), 0)

describe('a server that speaks OpenAI’s embeddings', () => {
  test.each<EmbeddingsManner>(['base64', 'numbers', 'refuses base64', 'reversed'])(
    'gives vectors of length 1, in order, whichever way it answers: %s',
    async (manner) => {
      server.manner = manner
      const embedder = create()
      const vectors = await embedder.embedTexts(texts)
      expect(vectors.map((vector) => [vector.constructor.name, vector.length])).toEqual(Array(3).fill(['Float32Array', 8]))
      for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1)
      const question = await embedder.embedQuestion('What does it cost in euros?')
      const likeness = vectors.map((vector) => cosine(vector, question))
      expect(likeness[0]).toBeGreaterThan(0.9)
      expect(Math.max(likeness[1] ?? 1, likeness[2] ?? 1)).toBeLessThan(0.1)
      expect(server.requests.at(-1)).toMatchObject({ model: 'small-embed', authorization: 'Bearer the-key' })
      // What was refused once is not asked for again.
      expect(server.requests).toHaveLength(manner === 'refuses base64' ? 3 : 2)
    },
  )

  test.each<[EmbeddingsManner, RegExp]>([
    ['garbage', /^The embeddings model answered with something that is no embeddings\.$/],
    ['one missing', /^The embeddings model answered with something that is no embeddings\.$/],
    ['error', /./],
  ])('fails in a sentence where it does not: %s', async (manner, words) => {
    server.manner = manner
    await expect(create().embedTexts(texts)).rejects.toMatchObject({ name: 'AppError', message: expect.stringMatching(words) })
  })

  test('is not waited for longer than a person waits, or than many texts take', async () => {
    server.manner = 'silent'
    const embedder = create({ textsMs: 60, questionMs: 30 })
    const message = 'The embeddings model did not answer in time.'
    await expect(embedder.embedQuestion('Why?')).rejects.toMatchObject({ message })
    await expect(embedder.embedTexts(texts)).rejects.toMatchObject({ message })
  })

  test('that is gone says so', async () => {
    const gone = await startEmbeddingsServer()
    await gone.close()
    const embedder = createEmbedder(choice, { openaiBaseUrl: gone.url })
    await expect(embedder.embedQuestion('Why?')).rejects.toMatchObject({ code: 'model-unreachable' })
  })
})

test('a provider of LangChain’s is named with what to install, and one that has none says so', async () => {
  await expect(
    createEmbedder({ id: 'mistralai:mistral-embed', provider: 'universal' }, {}).embedQuestion('Why?'),
  ).rejects.toThrow(
    'The model "mistralai:mistral-embed" needs a package: run `npm install @langchain/mistralai` on the server, and start it again.',
  )
  await expect(createEmbedder({ id: 'anthropic:claude', provider: 'universal' }, {}).embedQuestion('Why?')).rejects.toThrow(
    '"anthropic" has no embeddings that are known here.',
  )
})
