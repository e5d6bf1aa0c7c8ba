import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createEmbedder } from '@/lib/agent/models/embeddings'
import { addDocument, removeDocument } from '@/lib/db/document-queries'
import type { Owner } from '@/lib/db/run-queries'
import { Store } from '@/lib/db/store'
import type { DocumentId } from '@/lib/protocol/document'
import type { ThreadId } from '@/lib/protocol/event'
import { FileSearch } from '@/lib/server/documents/file-search'
import { type EmbeddingsServer, startEmbeddingsServer } from '@/tests/support/embeddings-server'

/** Files that are found by words and by meaning, with a real database and a real server for embeddings that also fails. */

let server: EmbeddingsServer
let store: Store
beforeAll(async () => {
  server = await startEmbeddingsServer()
  store = new Store('memory')
})
afterAll(async () => {
  vi.useRealTimers()
  await store.close()
  await server.close()
})
beforeEach(async () => {
  Object.assign(server, { manner: 'base64', size: 8 })
  server.requests.length = 0
  await store.use((db) => db.deleteFrom('documents').execute())
})

const owner = 'alice' as Owner
const threadId = 't' as ThreadId
const failures: unknown[] = []
const searchWith = (model = 'small-embed', questionMs = 5000) =>
  new FileSearch(
    store,
    createEmbedder({ id: model, provider: 'compatible' }, { openaiBaseUrl: server.url }, { textsMs: 5000, questionMs }),
    (error) => failures.push(error),
  )
const add = async (name: string, texts: string[]): Promise<DocumentId> => {
  const id = name as DocumentId
  const passages = texts.map((text, index) => ({ text, place: `page ${index + 1}`, page: index + 1 }))
  const file = {
    id,
    owner,
    threadId,
    name,
    type: 'pdf',
    size: 1,
    chars: 1,
    addedAt: 0,
    bytes: new Uint8Array(1),
    passages,
  } as const
  await store.use((db) => addDocument(db, file, { maxPerThread: 20, maxBytesPerOwner: 1e9 }))
  return id
}
const modelsOf = async () => {
  const rows = await store.use((db) => db.selectFrom('passage_vectors').select(['model', 'vector']).execute())
  return rows.map(({ model, vector }) => `${model} ${new Uint8Array(vector).length}`)
}
const texts = ['The observatory needs 40,000 euros.', 'It may snow on the hill.', 'No dog is let in.']
const found = async (search: FileSearch, ids: DocumentId[], text: string) => {
  const { passages, note } = await search.search(ids, text, 2)
  return [passages.map((passage) => passage.text), note]
}

test('what is meant is found though none of its words stand there, and what stands there is found too', async () => {
  const id = await add('a', texts)
  const search = searchWith()
  search.prepare(id)
  await search.settled
  expect(await modelsOf()).toEqual(Array(3).fill('small-embed 32'))
  expect(await found(search, [id], 'How expensive?')).toEqual([[texts[0], expect.any(String)], undefined])
  // By words one passage, by meaning another.
  expect((await found(search, [id], 'hill animals'))[0]).toEqual(expect.arrayContaining([texts[1], texts[2]]))
  expect(server.requests.map((request) => request.texts.length)).toEqual([3, 1, 1])
  expect(server.requests[0]?.texts[0]).toBe(`page 1\n${texts[0]}`)
})

test('without a model words alone find it, and nothing is asked or said', async () => {
  const id = await add('a', texts)
  const search = new FileSearch(store)
  search.prepare(id)
  expect(await found(search, [id], 'snow')).toEqual([[texts[1]], undefined])
  expect(await found(search, [id], 'How expensive?')).toEqual([[], undefined])
  expect(server.requests).toEqual([])
})

test('a long file is turned into vectors in several requests, one after the other, each passage once', async () => {
  const id = await add(
    'long',
    Array.from({ length: 150 }, (_, index) => `Costs of part ${index}`),
  )
  const search = searchWith()
  search.prepare(id)
  search.prepare(id)
  await search.settled
  expect(server.requests.map((request) => request.texts.length)).toEqual([32, 32, 32, 32, 22])
  expect(await modelsOf()).toHaveLength(150)
})

test('while a file is being prepared it is found by its words, and the search says so', async () => {
  const id = await add('a', texts)
  const search = searchWith()
  // As after a restart: nobody has asked for its vectors yet.
  expect(await found(search, [id], 'snow')).toEqual([[texts[1]], 'still being prepared for search by meaning'])
  await search.settled
  expect(await found(search, [id], 'bad weather')).toEqual([[texts[1], expect.any(String)], undefined])
})

test('a service that fails keeps no file from being found, is left alone for a while and then tried again', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const id = await add('a', texts)
  const search = searchWith()
  server.manner = 'error'
  failures.length = 0
  search.prepare(id)
  await search.settled
  search.prepare(id)
  await search.settled
  expect(failures).toHaveLength(1)
  expect(server.requests).toHaveLength(1)
  const [passages, note] = await found(search, [id], 'snow')
  expect(passages).toEqual([texts[1]])
  expect(note).toBe('by words only: The model provider failed (500)')
  server.manner = 'silent'
  expect(await found(searchWith('small-embed', 30), [id], 'snow')).toEqual([
    [texts[1]],
    'by words only: The embeddings model did not answer in time',
  ])
  server.manner = 'base64'
  vi.setSystemTime(Date.now() + 31_000)
  await found(search, [id], 'snow')
  await search.settled
  expect(await found(search, [id], 'bad weather')).toEqual([[texts[1], expect.any(String)], undefined])
  vi.useRealTimers()
})

test('vectors of another model, or of another length, are made anew', async () => {
  const id = await add('a', texts)
  for (const [model, size] of [
    ['small-embed', 8],
    ['other-embed', 8],
    ['other-embed', 16],
  ] as const) {
    server.size = size
    const search = searchWith(model)
    expect((await found(search, [id], 'snow'))[1]).toBe('still being prepared for search by meaning')
    await search.settled
    expect(await modelsOf()).toEqual(Array(3).fill(`${model} ${size * 4}`))
    expect((await found(search, [id], 'bad weather'))[1]).toBeUndefined()
  }
})

test('of a passage that is longer than the model reads its beginning counts', async () => {
  const long = `${'A storm, as it comes. '.repeat(18)} And so on.`
  const id = await add('a', [`What it costs in euros. ${'And so on. '.repeat(80)}`, 'It may snow.', long.slice(0, 390)])
  const search = searchWith()
  server.manner = 'reads little'
  search.prepare(id)
  await search.settled
  expect(await modelsOf()).toHaveLength(3)
  expect((await found(search, [id], 'How expensive?'))[0]?.[0]).toContain('What it costs')
  // The others count whole.
  expect(server.requests.flatMap((request) => request.texts).filter((text) => text.length === 300)).toHaveLength(1)
})

test('a server that takes few texts at once is given fewer', async () => {
  const id = await add(
    'many',
    Array.from({ length: 40 }, (_, index) => `Costs of part ${index}`),
  )
  const search = searchWith()
  server.manner = 'takes few'
  search.prepare(id)
  await search.settled
  expect(await modelsOf()).toHaveLength(40)
})

test('what the provider refuses keeps neither the rest of its file nor other files out, and is not sent again', async () => {
  const pets = await add('pets', ['A cat sits there.', 'No dog is let in.', 'It may snow.'])
  const other = await add('other', texts)
  const search = searchWith()
  server.manner = 'refuses cats'
  for (const id of [pets, other]) search.prepare(id)
  await search.settled
  expect(await modelsOf()).toHaveLength(5)
  const asked = server.requests.length
  expect((await found(search, [pets, other], 'bad weather'))[1]).toBeUndefined()
  await search.settled
  expect(server.requests).toHaveLength(asked + 1)
})

test('a provider that refuses all is asked a few times for a file, and the next file all the same', async () => {
  const all = Array.from({ length: 200 }, (_, index) => `Part ${index}`)
  const [first, second] = [await add('first', all), await add('second', all)]
  const search = searchWith()
  server.manner = 'refuses all'
  for (const id of [first, second]) search.prepare(id)
  await search.settled
  expect(server.requests.length).toBeLessThan(30)
  expect(await modelsOf()).toEqual([])
})

test('nothing more is sent once the process is about to end', async () => {
  const id = await add(
    'long',
    Array.from({ length: 150 }, (_, index) => `Costs of part ${index}`),
  )
  const embedder = createEmbedder({ id: 'small-embed', provider: 'compatible' }, { openaiBaseUrl: server.url })
  const search = new FileSearch(store, embedder, undefined, () => server.requests.length > 0)
  search.prepare(id)
  await search.settled
  expect(server.requests).toHaveLength(1)
})

test('a file that is removed meanwhile leaves nothing behind, and the next one is prepared', async () => {
  const gone = await add('gone', texts)
  const kept = await add('kept', texts)
  const search = searchWith()
  search.prepare(gone)
  search.prepare(kept)
  await store.use((db) => removeDocument(db, owner, threadId, gone))
  await search.settled
  expect(await modelsOf()).toHaveLength(3)
  expect((await found(search, [gone], 'snow'))[0]).toEqual([])
})
