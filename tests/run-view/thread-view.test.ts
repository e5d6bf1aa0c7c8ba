import { expect, test } from 'vitest'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { emptyRun } from '@/lib/run-view/state'
import { addTurn, addVersion, chooseVersion, removeRun, replaceRun } from '@/lib/run-view/thread-edits'
import { type StoredThread, type ThreadView, toTitle } from '@/lib/run-view/thread-view'
import { readFixture } from '@/tests/support/fixtures'

const threadId = 'th' as ThreadId
const run = (id: string) => emptyRun(id as RunId, threadId, 0)
const empty: ThreadView = { threadId, title: '', earlier: 0, turns: [] }
const ask = (thread: ThreadView, id: string) =>
  addTurn(thread, { messageId: id as MessageId, question: `Question ${id}`, askedAt: 0 }, run(`run_${id}`))
const two = ask(ask(empty, 'a'), 'b')

test('a stored thread shows the newest version of each answer, folded from its events', () => {
  const model = { id: 'demo', label: 'Demo model' }
  const stored: StoredThread = {
    threadId,
    title: 'Sums',
    earlier: 0,
    turns: [
      {
        messageId: 'q' as MessageId,
        question: '10 + 10?',
        askedAt: 5,
        runs: [
          { runId: 'run_stopped' as RunId, model, events: readFixture('stopped'), ended: true },
          { runId: 'run_sums' as RunId, model, events: readFixture('sums-in-order'), ended: true },
          { runId: 'run_new' as RunId, model, events: [], ended: false },
        ],
      },
    ],
  }
  expect(toThreadView(stored)).toMatchObject({
    title: 'Sums',
    earlier: 0,
    turns: [
      {
        chosen: 2,
        versions: [
          { state: { name: 'stopped' } },
          { state: { name: 'done' } },
          { runId: 'run_new', model, state: { name: 'connecting' } },
        ],
      },
    ],
  })
})

test('a version that was chosen is shown, as long as it is there', () => {
  const model = { id: 'demo', label: 'Demo model' }
  const runs = ['old', 'new'].map((id) => ({ runId: id as RunId, model, events: [], ended: true }))
  const turn = { messageId: 'q' as MessageId, question: '10 + 10?', askedAt: 5, runs }
  const chosenOf = (chosenRunId: string) =>
    toThreadView({ threadId, title: '', earlier: 0, turns: [{ ...turn, chosenRunId: chosenRunId as RunId }] }).turns[0]?.chosen
  expect([chosenOf('old'), chosenOf('gone')]).toEqual([0, 1])
})

test('the first question names the thread, later ones do not', () => {
  expect(two.title).toBe('Question a')
})

test('another version is shown at once; choosing stays within what there is', () => {
  const more = addVersion(two, 'a' as MessageId, run('again'))
  expect(more.turns[0]).toMatchObject({ chosen: 1, versions: [{ runId: 'run_a' }, { runId: 'again' }] })
  expect([-3, 0, 7].map((version) => chooseVersion(more, 'a' as MessageId, version).turns[0]?.chosen)).toEqual([0, 0, 1])
})

test('a change touches its own turn only', () => {
  const changed = replaceRun(two, 'b' as MessageId, { ...run('run_b'), lastSeq: 4 })
  expect(changed.turns[0]).toBe(two.turns[0])
  expect(changed.turns[1]?.versions[0]?.lastSeq).toBe(4)
})

test('taking a run back takes its turn with it only when it was the last', () => {
  expect(removeRun(two, 'b' as MessageId, 'run_b' as RunId).turns.map(({ messageId }) => messageId)).toEqual(['a'])
  const more = addVersion(two, 'b' as MessageId, run('again'))
  expect(removeRun(more, 'b' as MessageId, 'again' as RunId)).toEqual(two)
})

test.each([
  ['  What is\n 10 + 10?  ', 'What is 10 + 10?'],
  ['word '.repeat(30), `${'word '.repeat(12).trim()}…`],
])('a title is the first words of the question', (question, title) => expect(toTitle(question)).toBe(title))
