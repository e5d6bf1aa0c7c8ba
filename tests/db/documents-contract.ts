import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as documents from '@/lib/db/document-queries'
import { searchPassages } from '@/lib/db/document-search'
import type { Store } from '@/lib/db/store'
import { deleteAllThreads, deleteThread, purgeThreads, restoreThread } from '@/lib/db/thread-queries'
import type { DocumentId, DocumentPassage } from '@/lib/protocol/document'
import type { Opened } from './stores'
import { alice, answered, bob, threadId } from './story'

const documentId = (id: string) => id as DocumentId
const limits = { maxPerThread: 3, maxBytesPerOwner: 10_000_000 }

/** Files of chats: kept whole or not at all, found by words, gone with their chat; each by its owner alone. */
export const documentsContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`documents, ${name}`, () => {
    let opened: Opened
    let store: Store
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      await store.use((db) => db.deleteFrom('documents').execute())
    })
    afterEach(() => opened.close())

    const passagesOf = (texts: string[]): DocumentPassage[] =>
      texts.map((text, index) => ({ text, place: `page ${index + 1}`, page: index + 1 }))
    const add = (
      id: string,
      { owner = alice, thread = 't', bytes = new Uint8Array([1, 2, 0, 255]), texts = ['Some words'], now = 1000 } = {},
    ) =>
      store.use((db) =>
        documents.addDocument(
          db,
          {
            id: documentId(id),
            owner,
            threadId: threadId(thread),
            name: `${id}.pdf`,
            type: 'pdf',
            size: bytes.length,
            pages: texts.length,
            chars: 10,
            addedAt: now,
            bytes,
            passages: passagesOf(texts),
          },
          limits,
        ),
      )
    const list = async (owner = alice, thread = 't') =>
      (await store.use((db) => documents.listDocuments(db, owner, threadId(thread)))).map(({ id }) => String(id))
    const find = (id: string, owner = alice) => store.use((db) => documents.findDocument(db, owner, documentId(id)))
    const search = async (text: string, ids = ['a', 'b']) =>
      (await store.use((db) => searchPassages(db, { ids: ids.map(documentId), text, limit: 5 }))).map((passage) => passage.text)

    test('a file is there with its bytes and its passages, for its owner alone', async () => {
      const bytes = new Uint8Array(2_500_000).map((_, index) => index % 251)
      const texts = Array.from({ length: 250 }, (_, index) => `Passage ${index}`)
      expect(await add('a', { bytes, texts })).toBeUndefined()
      await add('b', { now: 2000 })
      expect(await list()).toEqual(['a', 'b'])
      expect(await list(bob)).toEqual([])
      expect(await find('a', bob)).toBeUndefined()
      expect(await find('a')).toEqual({
        threadId: 't',
        document: { id: 'a', name: 'a.pdf', type: 'pdf', size: 2_500_000, pages: 250, chars: 10, addedAt: 1000, state: 'ready' },
      })
      const parts: Uint8Array[] = []
      for (let position = 0; ; position += 1) {
        const part = await store.use((db) => documents.readPart(db, documentId('a'), position))
        if (!part) break
        parts.push(part)
      }
      expect(Buffer.concat(parts).equals(Buffer.from(bytes))).toBe(true)
      expect(await store.use((db) => documents.readPassages(db, documentId('a')))).toEqual(passagesOf(texts))
      expect(await store.use((db) => documents.readPassages(db, documentId('a'), { from: 248, limit: 5 }))).toHaveLength(2)
    })

    test('there are so many in a chat, and so much of an owner', async () => {
      for (const id of ['a', 'b', 'c']) expect(await add(id)).toBeUndefined()
      expect(await add('d')).toBe('too many')
      expect(await add('d', { thread: 'other' })).toBeUndefined()
      expect(await add('e', { thread: 'third', bytes: new Uint8Array(9_999_999) })).toBe('no room')
      expect(await add('e', { owner: bob, bytes: new Uint8Array(9_999_999) })).toBeUndefined()
      await store.use((db) => documents.removeDocument(db, alice, threadId('t'), documentId('a')))
      expect(await add('d2')).toBeUndefined()
      const both = await Promise.all(['x', 'y', 'z', 'w'].map((id) => add(id, { thread: 'race' })))
      expect(both.filter((refused) => refused === 'too many')).toHaveLength(1)
    })

    test('only its owner removes it, and its chat must be named', async () => {
      await add('a')
      const remove = (owner = alice, thread = 't') =>
        store.use((db) => documents.removeDocument(db, owner, threadId(thread), documentId('a')))
      expect(await remove(bob)).toBe(false)
      expect(await remove(alice, 'other')).toBe(false)
      expect(await list()).toEqual(['a'])
      expect(await remove()).toBe(true)
      expect(await remove()).toBe(false)
      expect(await search('words')).toEqual([])
    })

    test('it is hidden with its chat, comes back with it, and goes with it', async () => {
      await answered(store, { thread: 't', run: 'r' })
      await add('a')
      const thread = threadId('t')
      await store.use((db) => deleteThread(db, { owner: alice, threadId: thread, now: 5000 }))
      expect(await list()).toEqual([])
      expect(await find('a')).toBeUndefined()
      expect(await add('b')).toBe('no thread')
      await store.use((db) => restoreThread(db, alice, thread))
      expect(await list()).toEqual(['a'])
      await store.use((db) => deleteThread(db, { owner: alice, threadId: thread, now: 6000 }))
      await store.use((db) => purgeThreads(db, 6001))
      const left = await store.use((db) => db.selectFrom('document_passages').selectAll().execute())
      expect(left).toEqual([])
      expect(await store.use((db) => documents.readPart(db, documentId('a'), 0))).toBeUndefined()
    })

    test('what waits for a first question waits a while, and goes when all is deleted', async () => {
      await answered(store, { thread: 't', run: 'r' })
      await add('a')
      await add('old', { thread: 'new', now: 1000 })
      await add('fresh', { thread: 'new', now: 9000 })
      await store.use((db) => documents.forgetUnusedDocuments(db, { unusedSince: 5000, unfinishedSince: 5000 }))
      expect([await list(), await list(alice, 'new')]).toEqual([['a'], ['fresh']])
      await add('theirs', { owner: bob, thread: 'new' })
      await store.use((db) => deleteAllThreads(db, alice, 10_000))
      expect([await list(), await list(alice, 'new'), await list(bob, 'new')]).toEqual([[], [], ['theirs']])
      await store.use((db) => restoreThread(db, alice, threadId('t')))
      expect(await list()).toEqual(['a'])
    })

    test('passages are found by their words, the rarest first, in the documents that are asked', async () => {
      await add('a', {
        texts: [
          'The plant is green. The plant is in the garden.',
          'Photosynthesis turns light into sugar.',
          'The plant grows. Costs are listed in the appendix.',
          'Die Größe des Gartens: Zürich, naïve Straße',
        ],
      })
      await add('b', {
        texts: [
          '光合作用是植物利用光能的过程。',
          'The plant of another document, with photosynthesis.',
          'Quotes \' and " & | ! : * ( signs',
        ],
      })
      expect((await search('What does photosynthesis do with the light of the plant?', ['a']))[0]).toBe(
        'Photosynthesis turns light into sugar.',
      )
      expect(await search('photosynthesize', ['a'])).toEqual(['Photosynthesis turns light into sugar.'])
      expect(await search('cost appendix')).toEqual(['The plant grows. Costs are listed in the appendix.'])
      expect(await search('ZURICH grosse')).toEqual(['Die Größe des Gartens: Zürich, naïve Straße'])
      expect(await search('光合作用是什么')).toEqual(['光合作用是植物利用光能的过程。'])
      expect((await search('photosynthesis')).length).toBe(2)
      expect(await search('photosynthesis', ['b'])).toEqual(['The plant of another document, with photosynthesis.'])
      expect((await search('page 2', ['a']))[0]).toBe('Photosynthesis turns light into sugar.')
      expect(await search('nowhere-mentioned')).toEqual([])
      expect(await search('words', [])).toEqual([])
      for (const hostile of ['" OR *', "'; drop table documents; --", '((', '!!!', ': & |', '\\', "'':*"]) await search(hostile)
      expect(await search('signs & | "')).toHaveLength(1)
    })
  })
}
