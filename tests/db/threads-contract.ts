import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimFollowUps, keepFollowUps, readThreadStart, retitleThread } from '@/lib/db/follow-ups'
import { readStoredEvents } from '@/lib/db/run-events'
import { findRun, type Owner, threadOfRun } from '@/lib/db/run-queries'
import type { Store } from '@/lib/db/store'
import * as threads from '@/lib/db/thread-queries'
import { readAnswers, readTurns } from '@/lib/db/turn-queries'
import type { MessageId } from '@/lib/protocol/event'
import type { Opened } from './stores'
import { alice, answered, append, ask, begun, bob, ending, runId, threadId } from './story'

/** Conversations: listed, read in pages, renamed, deleted, searched; each by its owner alone. */
export const threadsContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`threads, ${name}`, () => {
    let opened: Opened
    let store: Store
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const list = (owner: Owner = alice, before?: string, limit = 50) =>
      store.use((db) => threads.readThreadPage(db, { owner, before, limit }))
    const find = (text: string, owner: Owner = alice) =>
      store
        .use((db) => threads.findThreads(db, store.dialect, { owner, text, limit: 50 }))
        .then((page) => page.threads.map((thread) => String(thread.threadId)))
    const patch = (change: Parameters<typeof threads.patchThread>[1]['patch'], owner: Owner = alice, now = 3000) =>
      store.use((db) => threads.patchThread(db, { owner, threadId: threadId('t'), patch: change, now }))
    const turns = async (limit: number, before?: string, thread = 't') => {
      const found = await store.use((db) => threads.findThread(db, alice, threadId(thread)))
      return store.use((db) => readTurns(db, { threadKey: found?.key ?? '', limit, before: before as MessageId | undefined }))
    }

    test('a list is newest first, and says how each thread stands', async () => {
      await answered(store, { thread: 'old', run: 'r1', question: 'Old', now: 1000, at: 1500 })
      await begun(store, { thread: 'new', run: 'r2', question: 'New', now: 2000 })
      const { threads: listed, next } = await list()
      expect(listed).toEqual([
        { threadId: 'new', title: 'New', updatedAt: 2000, state: 'running' },
        { threadId: 'old', title: 'Old', updatedAt: 1500, state: 'unseen' },
      ])
      expect(next).toBeUndefined()
    })

    test('a thread is unseen when a run ended since somebody looked', async () => {
      await answered(store, { at: 2000 })
      expect(await patch({ seen: true }, alice, 3000)).toMatchObject({ state: 'seen' })
      await answered(store, { run: 'r2', now: 3500, at: 4000 })
      expect((await list()).threads).toMatchObject([{ state: 'unseen', updatedAt: 4000 }])
    })

    test('an unseen thread says how its newest run ended, where that was not with an answer', async () => {
      for (const [run, outcome, said] of [
        ['r1', 'model-busy', 'failed'],
        ['r2', 'cancelled', 'stopped'],
        ['r3', 'interrupted', 'failed'],
        ['r4', 'success', undefined],
      ] as const) {
        const record = await begun(store, { run, messageId: run })
        await append(store, record, 1, ['{"seq":1}'], ending('', { outcome }))
        expect((await list()).threads[0]).toEqual({
          ...{ threadId: 't', title: expect.any(String), updatedAt: 2000, state: 'unseen' },
          ...(said && { ending: said }),
        })
      }
      expect(await patch({ seen: true })).not.toHaveProperty('ending')
    })

    test('follow-up questions of a run are found by one process, and kept with it', async () => {
      const run = await begun(store, { question: 'Why?' })
      expect(await store.use((db) => claimFollowUps(db, run.key))).toBe(false)
      await append(store, run, 1, ['{"seq":1}'], ending('Because.'))
      const claims = await Promise.all([1, 2, 3].map(() => store.use((db) => claimFollowUps(db, run.key))))
      expect(claims.filter(Boolean)).toHaveLength(1)
      await store.use((db) => keepFollowUps(db, run.key, ['And “then”?', 'そして？']))
      expect((await turns(9)).turns[0]?.runs[0]?.followUps).toEqual(['And “then”?', 'そして？'])
    })

    test('a thread is given another title only in the place of the one that is meant', async () => {
      const run = await answered(store, { question: 'Why?' })
      await answered(store, { run: 'r2', messageId: 'q2', question: 'And then?' })
      const start = { title: 'Why?', firstQuestion: 'Why?', turns: 2 }
      expect(await store.use((db) => readThreadStart(db, run.threadKey))).toEqual(start)
      const retitle = (from: string, to: string) => store.use((db) => retitleThread(db, run.threadKey, { from, to }))
      expect(await retitle('Other', 'Reasons')).toBe(false)
      expect(await retitle('Why?', 'Reasons')).toBe(true)
      expect((await list()).threads[0]?.title).toBe('Reasons')
      expect(await find('reasons')).toEqual(['t'])
    })

    test('what ended before the clock was set back is seen when somebody looks', async () => {
      await answered(store, { at: 9_000_000 })
      expect(await patch({ seen: true }, alice, 5_400_000)).toMatchObject({ state: 'seen' })
    })

    test('pages have each thread once, also those of the same millisecond', async () => {
      for (let index = 0; index < 25; index += 1)
        await answered(store, { thread: `t${index}`, run: `r${index}`, at: 1000 + (index >> 3) })
      const seen: string[] = []
      let before: string | undefined
      do {
        const page = await list(alice, before, 4)
        seen.push(...page.threads.map((thread) => thread.threadId))
        before = page.next
      } while (before !== undefined)
      expect(seen).toHaveLength(25)
      expect(new Set(seen).size).toBe(25)
      expect((await list(alice, 'no cursor of ours', 4)).threads).toHaveLength(4)
    })

    test('turns come in pages, newest last, with how many are before them', async () => {
      for (let index = 0; index < 10; index += 1)
        await answered(store, { run: `r${index}`, question: `Question ${index}`, messageId: `q${index}` })
      const newest = await turns(4)
      expect(newest.turns.map(({ question }) => question)).toEqual([6, 7, 8, 9].map((index) => `Question ${index}`))
      expect(newest.earlier).toBe(6)
      const earlier = await turns(4, 'q6')
      expect(earlier).toMatchObject({ turns: [{ messageId: 'q2' }, {}, {}, { messageId: 'q5' }], earlier: 2 })
      expect(await turns(4, 'q0')).toEqual({ turns: [], earlier: 0 })
      expect(await turns(4, 'nope')).toEqual({ turns: [], earlier: 0 })
      expect(newest.turns[3]?.runs).toMatchObject([{ runId: 'r9', status: 'ended' }])
    })

    test('a client that repeats the id of a question gets another for its new one', async () => {
      await answered(store, { run: 'r1', messageId: 'q' })
      await answered(store, { run: 'r2', messageId: 'q' })
      const [first, second] = (await turns(4)).turns
      expect(first?.messageId).toBe('q')
      expect(second?.messageId).not.toBe('q')
      expect(second?.runs).toMatchObject([{ runId: 'r2' }])
    })

    test('history is what was answered before, by the chosen version or else the newest', async () => {
      await answered(store, { run: 'a1', messageId: 'qa', question: 'A?', answer: 'First.', now: 1000 })
      const from = { runId: runId('a1'), seq: 1, action: 'regenerate' } as const
      await answered(store, { run: 'a2', from, answer: 'Second.', now: 1100 })
      await answered(store, { run: 'a3', from, answer: '', now: 1200 })
      await answered(store, { run: 'b1', messageId: 'qb', question: 'B?', answer: '', now: 1300 })
      await answered(store, { run: 'c1', messageId: 'qc', question: 'C?', answer: 'Third.', now: 1400 })
      const threadKey = (await store.use((db) => threads.findThread(db, alice, threadId('t'))))?.key ?? ''
      const history = (before: number, limit = 10) => store.use((db) => readAnswers(db, { threadKey, before, limit }))
      expect(await history(3)).toEqual([
        { question: 'A?', answer: 'Second.', sources: 0 },
        { question: 'B?', answer: '', sources: 0 },
        { question: 'C?', answer: 'Third.', sources: 0 },
      ])
      await patch({ chosen: { messageId: 'qa' as MessageId, runId: runId('a1') } })
      expect((await history(1))[0]?.answer).toBe('First.')
      expect((await history(3, 1)).map(({ question }) => question)).toEqual(['C?'])
      expect((await turns(4)).turns[0]?.chosenRunId).toBe('a1')
      const elsewhere = { messageId: 'qa' as MessageId, runId: runId('c1') }
      expect(await patch({ title: 'Not this', chosen: elsewhere })).toBe('no such version')
      expect(await patch({ chosen: { ...elsewhere, runId: runId('none') } })).toBe('no such version')
      expect((await turns(4)).turns[0]?.chosenRunId).toBe('a1')
    })

    test('a question that a filter refused is left out of the history, until it is answered well', async () => {
      await answered(store, { run: 'a1', messageId: 'qa', question: 'A?', answer: 'First.' })
      const refused = await begun(store, { run: 'b1', messageId: 'qb', question: 'B?' })
      await append(store, refused, 1, ['{"seq":1}'], ending('Half of', { outcome: 'content-filter' }))
      await answered(store, { run: 'c1', messageId: 'qc', question: 'C?', answer: 'Third.' })
      const threadKey = (await store.use((db) => threads.findThread(db, alice, threadId('t'))))?.key ?? ''
      const asked = async () => {
        const answers = await store.use((db) => readAnswers(db, { threadKey, before: 3, limit: 10 }))
        return answers.map(({ question, answer }) => `${question} ${answer}`)
      }
      expect(await asked()).toEqual(['A? First.', 'C? Third.'])
      const from = { runId: runId('b1'), seq: 0, action: 'edit' } as const
      await answered(store, { run: 'b2', question: 'B, politely?', from, answer: 'Second.' })
      expect(await asked()).toEqual(['A? First.', 'B, politely? Second.', 'C? Third.'])
    })

    test('a version made of the chosen one is shown instead of it; one made of another leaves the choice alone', async () => {
      await answered(store, { run: 'a1', messageId: 'qa' })
      const from = { runId: runId('a1'), seq: 1, action: 'continue' } as const
      await answered(store, { run: 'a2', from })
      const choose = (id: string) => patch({ chosen: { messageId: 'qa' as MessageId, runId: runId(id) } })
      await choose('a1')
      await answered(store, { run: 'a3', from: { ...from, runId: runId('a2') } })
      expect((await turns(4)).turns[0]?.chosenRunId).toBe('a1')
      await patch({ chosen: { messageId: 'qa' as MessageId, runId: runId('c1') } })
      expect((await turns(4)).turns[0]?.chosenRunId).toBe('a1')
      await answered(store, { run: 'a4', from })
      expect((await turns(4)).turns[0]).not.toHaveProperty('chosenRunId')
    })

    test('a new name is kept, and found', async () => {
      await answered(store, { question: 'Something else' })
      expect(await patch({ title: 'Kingfishers' })).toMatchObject({ title: 'Kingfishers' })
      expect(await find('kingf')).toEqual(['t'])
      expect(await store.use((db) => threads.findThread(db, alice, threadId('t')))).toMatchObject({ title: 'Kingfishers' })
    })

    test('what is deleted is gone for every query, can be taken back, and is purged with all that belongs to it', async () => {
      const run = await answered(store, { answer: 'Marmalade.' })
      const remove = () => store.use((db) => threads.deleteThread(db, { owner: alice, threadId: threadId('t'), now: 5000 }))
      const restore = () => store.use((db) => threads.restoreThread(db, alice, threadId('t')))
      expect(await remove()).toEqual({})
      expect(await remove()).toBeUndefined()
      expect((await list()).threads).toEqual([])
      expect(await find('marmalade')).toEqual([])
      expect(await store.use((db) => threads.findThread(db, alice, threadId('t')))).toBeUndefined()
      expect(await store.use((db) => threadOfRun(db, run.key))).toBeUndefined()
      expect(await ask(store, { run: 'r2' })).toEqual({ kind: 'missing' })
      await store.use((db) => threads.purgeThreads(db, 5000))
      expect(await restore()).toMatchObject({ threadId: 't' })
      expect(await find('marmalade')).toEqual(['t'])
      await remove()
      await store.use((db) => threads.purgeThreads(db, 5001))
      expect(await restore()).toBeUndefined()
      expect(await store.use((db) => findRun(db, alice, runId('r')))).toBeUndefined()
      expect(await store.use((db) => readStoredEvents(db, run.key))).toEqual([])
      expect(await ask(store, { run: 'r', question: 'Anew' })).toMatchObject({ kind: 'begun', position: 0 })
    })

    test('deleting says which run is to be stopped', async () => {
      const run = await begun(store)
      expect(await store.use((db) => threads.deleteThread(db, { owner: alice, threadId: threadId('t'), now: 5000 }))).toEqual({
        running: run.key,
      })
    })

    test('deleting everything takes one owner’s threads alone, and says which runs are to be stopped', async () => {
      const run = await begun(store)
      await answered(store, { thread: 'ended', run: 'ended' })
      await begun(store, { owner: bob, thread: 'theirs', run: 'theirs' })
      const removeAll = (owner: Owner) => store.use((db) => threads.deleteAllThreads(db, owner, 5000))
      expect(await removeAll(alice)).toEqual({ running: [run.key] })
      expect((await list()).threads).toEqual([])
      expect((await list(bob)).threads).toMatchObject([{ threadId: 'theirs', state: 'running' }])
      expect(await removeAll(alice)).toEqual({ running: [] })
      await store.use((db) => threads.purgeThreads(db, 5001))
      expect(await store.use((db) => findRun(db, alice, runId('ended')))).toBeUndefined()
      expect(await removeAll('nobody' as Owner)).toEqual({ running: [] })
    })

    test('a search finds every word, in any order, the last one unfinished, in titles, questions and answers', async () => {
      await answered(store, {
        thread: 'a',
        run: 'a',
        question: 'How do streams resume?',
        answer: 'By the number of the last event.',
        at: 1000,
      })
      await answered(store, {
        thread: 'b',
        run: 'b',
        question: 'Naïve café?',
        answer: 'Ein Straßencafé in Zürich, 日本語.',
        at: 2000,
      })
      await answered(store, { thread: 'c', run: 'c', question: 'Resume', answer: 'x', at: 500 })
      expect(await find('streams')).toEqual(['a'])
      expect(await find('EVENT number')).toEqual(['a'])
      expect(await find('numb')).toEqual(['a'])
      expect(await find('number zebra')).toEqual([])
      for (const text of ['zürich', 'Zurich', 'cafe', 'naive straßen', '日本', '本語', '日本語', '語', '日'])
        expect([text, await find(text)]).toEqual([text, ['b']])
      expect(await find('語日')).toEqual([])
      expect(await find('resume')).toEqual(['a', 'c'])
      expect(await find('')).toEqual([])
      expect(await find('?!')).toEqual([])
      for (const odd of [
        '"',
        "'",
        'a OR b',
        'a & !b',
        '*',
        ':*',
        'NEAR(a b)',
        '\\',
        '%',
        '-- ;',
        '\u0000',
        'x'.repeat(5000),
        '( ) <-> |',
      ])
        expect(await find(odd)).toBeInstanceOf(Array)
    })

    test('the newest of what matches comes first, titles before the rest', async () => {
      await answered(store, { thread: 'said', run: 'a', question: 'Birds?', answer: 'A heron.', at: 9000 })
      await answered(store, { thread: 'named', run: 'b', question: 'Heron', answer: 'A bird.', at: 1000 })
      await answered(store, { thread: 'newer', run: 'c', question: 'Heron too', answer: 'A bird.', at: 2000 })
      expect(await find('heron')).toEqual(['newer', 'named', 'said'])
    })

    test('another owner sees nothing of it, and can have the same ids', async () => {
      await answered(store, { answer: 'Marmalade.' })
      expect((await list(bob)).threads).toEqual([])
      expect(await find('marmalade', bob)).toEqual([])
      expect(await store.use((db) => threads.findThread(db, bob, threadId('t')))).toBeUndefined()
      expect(await patch({ title: 'Bob’s' }, bob)).toBeUndefined()
      expect(await store.use((db) => threads.deleteThread(db, { owner: bob, threadId: threadId('t'), now: 1 }))).toBeUndefined()
      await store.use((db) => threads.deleteThread(db, { owner: alice, threadId: threadId('t'), now: 1 }))
      expect(await store.use((db) => threads.restoreThread(db, bob, threadId('t')))).toBeUndefined()
      await store.use((db) => threads.restoreThread(db, alice, threadId('t')))
      expect(await ask(store, { owner: bob, question: 'Bob asks' })).toMatchObject({ kind: 'begun', position: 0 })
      expect((await list(alice)).threads).toMatchObject([{ title: 'Why?' }])
      expect((await list(bob)).threads).toMatchObject([{ title: 'Bob asks' }])
    })

    test('an answer that no text column takes is kept without what it does not take', async () => {
      const run = await begun(store)
      await append(store, run, 1, ['{}'], ending('Half \ud800, nothing \u0000, whole 🧵.'))
      const threadKey = (await store.use((db) => threads.findThread(db, alice, threadId('t'))))?.key ?? ''
      expect(await store.use((db) => readAnswers(db, { threadKey, before: 1, limit: 5 }))).toMatchObject([
        { answer: 'Half \ufffd, nothing , whole 🧵.' },
      ])
    })

    test('what was written is there for whoever opens the database next', async () => {
      await answered(store)
      if (!opened.another) return
      expect(await opened.another().use((db) => threads.readThreadPage(db, { owner: alice, limit: 5 }))).toEqual(await list())
    })
  })
}
