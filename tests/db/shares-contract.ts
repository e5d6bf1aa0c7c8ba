import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Owner, RunKey } from '@/lib/db/run-queries'
import * as shares from '@/lib/db/share-queries'
import type { Store } from '@/lib/db/store'
import { deleteThread, findThread, patchThread, purgeThreads, restoreThread } from '@/lib/db/thread-queries'
import type { ShareId } from '@/lib/protocol/event'
import type { Opened } from './stores'
import { alice, answered, bob, threadId } from './story'

const shareId = (text: string) => text.padEnd(22, '_') as ShareId

/** Links to what was there when they were made: read by anyone, listed and stopped by their owner alone. */
export const sharesContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`shares, ${name}`, () => {
    let opened: Opened
    let store: Store
    const keys = new Map<string, RunKey>()
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      keys.clear()
      await runKey('parent')
    })
    afterEach(() => opened.close())

    const keyOf = async (thread = 't', owner = alice) =>
      (await store.use((db) => findThread(db, owner, threadId(thread))))?.key ?? ''
    const find = (id: string) => store.use((db) => shares.findShare(db, shareId(id)))
    const list = async (owner: Owner = alice) => {
      const threadKey = await keyOf()
      return store.use((db) => shares.listShares(db, owner, threadKey))
    }
    const stop = (id: string, owner: Owner = alice) => store.use((db) => shares.stopShare(db, { owner, shareId: shareId(id) }))

    /** Shares the run `r`, which goes on from `parent`. */
    const shared = async (id: string, now = 3000, more: Partial<shares.NewShare> = {}) => {
      const threadKey = await keyOf()
      const runs = [await runKey('parent'), await runKey('r')].map((key, index) => ({
        key,
        lastSeq: index + 1,
        isShown: index === 1,
      }))
      await store.use((db) =>
        shares.addShare(db, { shareId: shareId(id), owner: alice, threadKey, title: 'Why?', now, runs, ...more }),
      )
    }
    async function runKey(run: string): Promise<RunKey> {
      const key = keys.get(run) ?? (await answered(store, { run, question: `${run}?` })).key
      keys.set(run, key)
      return key
    }

    test('a share has its runs in order, each up to where it was shared', async () => {
      await shared('a')
      const found = await find('a')
      expect(found).toMatchObject({ title: 'Why?', createdAt: 3000 })
      expect(found?.runs.map(({ run, lastSeq, isShown }) => [run.runId, lastSeq, isShown])).toEqual([
        ['parent', 1, false],
        ['r', 2, true],
      ])
    })

    test('what happens later changes nothing of it', async () => {
      await shared('a')
      const before = await find('a')
      await answered(store, { run: 'later', question: 'And then?' })
      await store.use((db) => patchThread(db, { owner: alice, threadId: threadId('t'), patch: { title: 'Other' }, now: 4000 }))
      expect(await find('a')).toEqual(before)
    })

    test('the list is newest first, counts what is shown, and leaves out what was stopped', async () => {
      await shared('a', 3000)
      await shared('b', 4000)
      await shared('c', 3500)
      expect(await stop('c')).toBe(true)
      expect(await list()).toEqual([
        { shareId: shareId('b'), title: 'Why?', createdAt: 4000, turns: 1 },
        { shareId: shareId('a'), title: 'Why?', createdAt: 3000, turns: 1 },
      ])
    })

    test('a stopped share is as one that never was, and is stopped once', async () => {
      await shared('a')
      expect(await stop('a')).toBe(true)
      expect(await find('a')).toBeUndefined()
      expect(await find('never')).toBeUndefined()
      expect(await stop('a')).toBe(false)
      // Nothing is left of it.
      expect(await store.use((db) => db.selectFrom('shares').select('share_id').execute())).toEqual([])
      expect(await store.use((db) => db.selectFrom('share_runs').select('share_id').execute())).toEqual([])
    })

    test('only its owner lists and stops it', async () => {
      await shared('a')
      expect(await list(bob)).toEqual([])
      expect(await stop('a', bob)).toBe(false)
      expect(await find('a')).toBeDefined()
    })

    test('it goes with its conversation, comes back with it, and ends with it', async () => {
      await shared('a')
      await store.use((db) => deleteThread(db, { owner: alice, threadId: threadId('t'), now: 4000 }))
      expect(await find('a')).toBeUndefined()
      expect(await stop('a')).toBe(false)
      await store.use((db) => restoreThread(db, alice, threadId('t')))
      expect(await find('a')).toBeDefined()
      await store.use((db) => deleteThread(db, { owner: alice, threadId: threadId('t'), now: 4000 }))
      await store.use((db) => purgeThreads(db, 4001))
      expect(await find('a')).toBeUndefined()
      expect(await store.use((db) => db.selectFrom('share_runs').selectAll().execute())).toEqual([])
    })

    test('a long conversation is one share', async () => {
      const key = await runKey('parent')
      await shared('a', 3000, { runs: Array.from({ length: 1200 }, (_, seq) => ({ key, lastSeq: seq, isShown: true })) })
      expect((await find('a'))?.runs.map(({ lastSeq }) => lastSeq)).toEqual(Array.from({ length: 1200 }, (_, seq) => seq))
      expect(await list()).toMatchObject([{ turns: 1200 }])
    })
  })
}
