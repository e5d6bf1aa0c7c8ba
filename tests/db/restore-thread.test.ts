import { expect, test } from 'vitest'
import { beginRun } from '@/lib/db/begin-run'
import { writeKeptThread } from '@/lib/db/restore-thread'
import { readStoredEvents } from '@/lib/db/run-events'
import { findRun, type Owner } from '@/lib/db/run-queries'
import { Store } from '@/lib/db/store'
import { findThread } from '@/lib/db/thread-queries'
import { readAnswers, readTurns } from '@/lib/db/turn-queries'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { type KeptTurn, parseKeptThread } from '@/lib/protocol/kept-thread'
import { readFixture } from '@/tests/support/fixtures'

const owner = 'someone-by-name-' as Owner
const threadId = 'thread' as ThreadId
const model = { id: 'demo', label: 'Demo' }

const turn = (name: string, events = ''): KeptTurn => ({
  messageId: name as MessageId,
  question: `What is ${name}?`,
  askedAt: 1,
  runs: [{ runId: `run-${name}` as RunId, model, question: `What is ${name}?`, answer: `It is ${name}.`, sources: 0, events }],
})

const restore = (store: Store, ...turns: KeptTurn[]) => {
  const thread = parseKeptThread({ title: 'A chat', turns })
  return store.use((db) => writeKeptThread(db, { owner, threadId, thread, now: 1 }))
}

test('a question that was begun here, and of which its browser never heard, takes no other’s place', async () => {
  const store = new Store('memory')
  await restore(store, turn('a'))
  const limits = { runsPerHour: 0, concurrentRuns: 0 }
  const begin = {
    owner,
    threadId,
    runId: 'run-lost' as RunId,
    messageId: 'lost' as MessageId,
    question: 'What was lost?',
    model,
    title: '',
    address: '',
    limits,
    instance: '',
    now: 1,
  }
  await store.use((db) => beginRun(db, begin))
  await restore(store, turn('a'), turn('b'), turn('c'))
  await store.use(async (db) => {
    const threadKey = (await findThread(db, owner, threadId))?.key ?? ''
    const { turns } = await readTurns(db, { threadKey, limit: 10 })
    expect(turns.map(({ messageId }) => messageId)).toEqual(['a', 'lost', 'b', 'c'])
    const answers = await readAnswers(db, { threadKey, before: 4, limit: 10 })
    expect(answers.map(({ answer }) => answer)).toEqual(['It is a.', '', 'It is b.', 'It is c.'])
  })
  await store.close()
})

test('the events of a run are kept one a line, in whichever form they came', async () => {
  const store = new Store('memory')
  const events = readFixture('sums-in-order')
  const odd = events.map(({ seq, ...event }) => `${JSON.stringify({ seq, ...event })}\r\n\n`).join('')
  await restore(store, turn('a', `\uFEFF${odd}`))
  const run = await store.use((db) => findRun(db, owner, 'run-a' as RunId))
  const kept = run ? await store.use((db) => readStoredEvents(db, run.key)) : []
  expect(kept.map(({ json }): NumberedEvent => JSON.parse(json))).toEqual(events)
  for (const { json } of kept) expect(json).toMatch(/,"seq":\d+,"timestamp":\d+\}$/)
  await store.close()
})

test('more answers than a conversation can have are refused before a row is written', () => {
  const [run] = turn('a').runs
  const turns = Array.from({ length: 4 }, (_turn, index) => ({ ...turn(`q${index}`), runs: Array(1000).fill(run) }))
  expect(() => parseKeptThread({ title: '', turns })).toThrow('forwardedProps.unfold.thread.turns is not as this app writes it.')
})
