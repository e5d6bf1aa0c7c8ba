import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createDocumentTools } from '@/lib/agent/tools/documents'
import { createTools } from '@/lib/agent/tools/index'
import { PageFailure } from '@/lib/net/page-failure'
import type { PageFetch } from '@/lib/net/page-fetch'
import type { DocumentId, DocumentInfo } from '@/lib/protocol/document'
import { wikipediaServer } from '@/tests/support/wikipedia-server'
import { askDemo } from './ask-demo'

/** The tools over a Wikipedia of ours, with pages that are read as given. */
async function toolsWith(fetchPage: PageFetch) {
  const server = createServer(wikipediaServer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{lang}`
  return createTools({ search: [{ provider: 'wikipedia', baseUrl }], fetch, fetchPage })
}

const page =
  (html: string): PageFetch =>
  async (url) => ({
    url,
    contentType: 'text/html; charset=utf-8',
    bytes: new TextEncoder().encode(`<!doctype html><title>Wheel</title><article><h1>Wheel</h1>${html}</article>`),
  })

const long =
  '<p>The wheel was in use in many places, and carts were drawn by oxen along the rivers of the plain for centuries.</p>'

test('the page that fits best is opened, and answers what its introduction does not', async () => {
  const tools = await toolsWith(
    page(`${long.repeat(3)}<h2>Spokes</h2><p>Wheels with spokes were first made around 2000 BC, in the steppes.</p>${long}`),
  )
  const { turns, answer } = await askDemo('Who invented the wheel?', { tools })
  expect(turns).toEqual([['search(invented wheel)'], ['read_page(https://en.wikipedia.org/wiki/Wheel, Who invented the wheel?)']])
  expect(answer).toMatch(/remain unclear.*\[1\]\./)
})

test('where it cannot be read, what the search found is enough', async () => {
  const tools = await toolsWith(async () => {
    throw new PageFailure('took too long')
  })
  const { turns, answer } = await askDemo('Who invented the wheel?', { tools })
  expect(turns).toHaveLength(2)
  expect(answer).toMatch(/remain unclear.*\[1\]\./)
})

test.each([
  ['https://example.com/wheel what does this page say?', /^The \*\*wheel\*\* was in use in many places/],
  ['When were spokes first made? https://example.com/2024/05/wheel', /around 2000 BC, in the steppes \[1\]\.$/],
  ['Who painted it? https://example.com/wheel', /^I found nothing about/],
])('a page whose address is given is opened, and nothing is searched: %s', async (question, says) => {
  const tools = await toolsWith(
    page(`${long.repeat(3)}<h2>Spokes</h2><p>Wheels with spokes were first made around 2000 BC, in the steppes.</p>`),
  )
  const { turns, answer } = await askDemo(question, { tools })
  expect(turns.flat()).toHaveLength(1)
  expect(turns.flat()[0]).toMatch(/^read_page\(/)
  expect(answer).toMatch(says)
})

const document: DocumentInfo = {
  id: 'a' as DocumentId,
  name: 'lease.pdf',
  type: 'pdf',
  size: 1000,
  chars: 400,
  addedAt: 0,
  state: 'ready',
}
const passages = [
  { text: 'This lease is between Ada Example and Bob Sample. It begins on 1 May 2026.', place: 'page 1', page: 1 },
  { text: 'The monthly rent is 900 euros. Pets are allowed with the consent of the landlord.', place: 'page 2', page: 2 },
]
const files = createDocumentTools({ documents: [document], search: async () => ({ passages: [] }), read: async () => passages })
const library = createTools({ search: [{ provider: 'local' }], fetch })

test.each([
  ['How much is the monthly rent?', /^The monthly rent is 900 euros \[1\]\./],
  ['When does the lease begin?', /begins on 1 May 2026 \[1\]\./],
  ['Are pets allowed?', /^Pets are allowed/],
  ['What does this document say?', /^This lease is between/],
])('the files of a chat are looked into first: %s', async (question, says) => {
  const { turns, answer } = await askDemo(question, { tools: [...files, ...library] })
  expect(turns).toHaveLength(1)
  expect(turns[0]?.[0]).toMatch(/^search_documents\(/)
  expect(answer).toMatch(says)
})

test('what they do not say is looked up elsewhere', async () => {
  const { turns, answer } = await askDemo('Why is the sky blue?', { tools: [...files, ...library] })
  expect(turns).toEqual([['search_documents(sky blue)'], ['search(sky blue)']])
  expect(answer).toMatch(/scatters the blue part/)
})
