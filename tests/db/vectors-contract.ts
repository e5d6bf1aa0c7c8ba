import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addDocument, removeDocument } from '@/lib/db/document-queries'
import * as vectors from '@/lib/db/passage-vectors'
import type { Store } from '@/lib/db/store'
import { deleteThread, purgeThreads } from '@/lib/db/thread-queries'
import type { DocumentId } from '@/lib/protocol/document'
import type { Opened } from './stores'
import { alice, answered, threadId } from './story'

const documentId = (id: string) => id as DocumentId
const [a, b] = [documentId('a'), documentId('b')]

/** Vectors of passages: kept beside them bit by bit, told apart by their model, and gone with them. */
export const vectorsContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`vectors, ${name}`, () => {
    let opened: Opened
    let store: Store
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      await store.use((db) => db.deleteFrom('documents').execute())
      await answered(store, { thread: 't', run: 'r' })
      for (const id of [a, b]) await add(id)
    })
    afterEach(() => opened.close())

    const add = (id: DocumentId) => {
      const passages = Array.from({ length: 3 }, (_, index) => ({ text: `${id} ${index}`, place: 'page 1', page: 1 }))
      const file = { id, owner: alice, threadId: threadId('t'), name: id, type: 'pdf', size: 1, chars: 1, addedAt: 0 } as const
      const limits = { maxPerThread: 3, maxBytesPerOwner: 100 }
      return store.use((db) => addDocument(db, { ...file, bytes: new Uint8Array(1), passages }, limits))
    }
    const without = (id: DocumentId, model = 'm', limit = 10) =>
      store.use((db) => vectors.readWithoutVectors(db, { documentId: id, model, limit }))
    const keep = async (id: DocumentId, vector: number[], model = 'm') => {
      const passages = await without(id, model)
      const rows = passages.map((passage) => ({ id: passage.id, vector: Float32Array.from(vector) }))
      await store.use((db) => vectors.keepVectors(db, model, rows))
    }
    const read = async (ids: DocumentId[], model = 'm') => {
      const found: number[][] = []
      for await (const { vector } of vectors.readVectors((query) => store.use(query), ids, model)) found.push([...vector])
      return found
    }
    const count = async () => (await store.use((db) => db.selectFrom('passage_vectors').select('passage_id').execute())).length

    test('they come back as they were, of the files and the model that are asked for', async () => {
      const numbers = [0.25, -1.5, 1 / 3, 3e-30]
      await keep(a, numbers)
      expect(await read([a, b])).toEqual(Array(3).fill([...Float32Array.from(numbers)]))
      expect(await read([b])).toEqual([])
      expect(await read([])).toEqual([])
      expect(await read([a], 'other')).toEqual([])
    })

    test('what has none of a model is found, in order, with its place', async () => {
      expect((await without(a, 'm', 2)).map(({ text }) => text)).toEqual(['page 1\na 0', 'page 1\na 1'])
      await keep(a, [1, 0])
      expect(await without(a)).toEqual([])
      expect(await store.use((db) => vectors.findWithoutVectors(db, [a, b], 'm'))).toEqual(['b'])
      expect(await store.use((db) => vectors.findWithoutVectors(db, [], 'm'))).toEqual([])
      await keep(a, [0, 1], 'other')
      expect(await without(a, 'other')).toEqual([])
      // One vector a passage: that of the newest model.
      expect(await count()).toBe(3)
      expect(await without(a)).toHaveLength(3)
    })

    test('they count as room of their owner, who has it again when the file is gone', async () => {
      // Of 100 bytes two are taken by the files; each of the three passages gets 32.
      await keep(a, Array(8).fill(1))
      expect(await add(documentId('c'))).toBeUndefined()
      await keep(b, [1])
      expect(await add(documentId('d'))).toBe('too many')
      await store.use((db) => removeDocument(db, alice, threadId('t'), b))
      expect(await add(documentId('d'))).toBeUndefined()
      await keep(documentId('d'), [1])
      await store.use((db) => removeDocument(db, alice, threadId('t'), documentId('c')))
      expect(await add(documentId('e'))).toBe('no room')
      await store.use((db) => removeDocument(db, alice, threadId('t'), a))
      expect(await add(documentId('e'))).toBeUndefined()
    })

    test('those of another length can be removed, of some files', async () => {
      await keep(a, [1, 0])
      await keep(b, [1, 0, 0])
      await store.use((db) => vectors.removeOtherSizes(db, [a], 3))
      expect([await read([a]), await read([b])]).toEqual([[], Array(3).fill([1, 0, 0])])
    })

    test('passages are read by their rows, in the order that is wanted', async () => {
      const [first, , third] = await without(a)
      const wanted = [third?.id ?? 0, 999_999, first?.id ?? 0]
      const passages = await store.use((db) => vectors.readPassagesById(db, wanted))
      expect(passages).toEqual([
        { documentId: 'a', position: 2, text: 'a 2', place: 'page 1', page: 1 },
        { documentId: 'a', position: 0, text: 'a 0', place: 'page 1', page: 1 },
      ])
    })

    test('they go with their file and with their chat, and none is kept for a passage that is gone', async () => {
      await keep(a, [1, 0])
      const left = await without(b)
      await store.use((db) => removeDocument(db, alice, threadId('t'), b))
      await store.use((db) =>
        vectors.keepVectors(
          db,
          'm',
          left.map(({ id }) => ({ id, vector: Float32Array.of(1) })),
        ),
      )
      expect(await count()).toBe(3)
      await store.use((db) => deleteThread(db, { owner: alice, threadId: threadId('t'), now: 5000 }))
      await store.use((db) => purgeThreads(db, 6000))
      expect(await count()).toBe(0)
    })
  })
}
