import { afterAll, beforeAll, expect, test } from 'vitest'
import { callsOf } from '@/lib/run-view/state'
import { type Chats, startChats } from '@/tests/support/chats'
import { type EmbeddingsServer, startEmbeddingsServer } from '@/tests/support/embeddings-server'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** Files whose passages are found by their meaning, from the upload to the row, with one server for chats and for embeddings. */

let upstream: Upstream
let embeddings: EmbeddingsServer
let chats: Chats
beforeAll(async () => {
  upstream = await startUpstream({ strict: true })
  embeddings = await startEmbeddingsServer(upstream.port)
  chats = await startChats({
    OPENAI_BASE_URL: embeddings.url,
    OPENAI_API_KEY: 'the-key',
    MODEL: 'test-model',
    EMBEDDINGS: 'small-embed',
  })
})
afterAll(async () => {
  await chats.close()
  await embeddings.close()
  await upstream.close()
})

const filler = 'Nothing of it bears on the question.\n'.repeat(300)
const search = async (question: string, query: string) => {
  const chat = chats.newChat()
  await chat.addFile('plan.txt', `${filler}The observatory needs 40,000 euros.\n${filler}`)
  const { services } = await import('@/lib/server/services')
  await services().fileSearch.settled
  upstream.replyTo(
    question,
    callTools([{ name: 'search_documents', args: { query } }]),
    finalAnswer('See [1].', ['search_documents']),
  )
  const { run } = await chat.ask(question)
  const [call] = callsOf(run)
  if (call?.state !== 'done') throw new Error('The search has failed.')
  return { summary: call.result.summary, content: JSON.stringify(upstream.requests.at(-1)?.body.messages.at(-1)) }
}

test('a passage is found that has no word of the question, and the question is turned into a vector once', async () => {
  const { summary, content } = await search('How dear is it?', 'how expensive')
  expect(content).toContain('The observatory needs 40,000 euros.')
  expect(summary).toMatch(/^\d passages$/)
  expect(embeddings.requests.at(-1)).toMatchObject({
    texts: ['how expensive'],
    model: 'small-embed',
    authorization: 'Bearer the-key',
  })
  expect(embeddings.requests.filter(({ texts }) => texts.includes('how expensive'))).toHaveLength(1)
})

test('where the service fails, the file can be used all the same, and the row says how it was searched', async () => {
  embeddings.manner = 'error'
  const { summary, content } = await search('What does the observatory need?', 'observatory')
  expect(content).toContain('The observatory needs 40,000 euros.')
  expect(summary).toBe('1 passage; by words only: The model provider failed (500)')
})
