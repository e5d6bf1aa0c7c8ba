import { describe, expect, test } from 'vitest'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { emptyRun } from '@/lib/view/reduce-run'
import type { RunView } from '@/lib/view/run-view'
import { chooseRuns, renewThread } from '@/lib/view/thread-edits'
import type { ThreadView, Turn } from '@/lib/view/thread-view'

const threadId = 'th' as ThreadId
const runOf = (id: string, lastSeq = 9): RunView => ({
  ...emptyRun(id as RunId, threadId, 1, { id: 'demo', label: 'Demo model' }),
  lastSeq,
  state: { name: lastSeq === 0 ? 'stopped' : 'done' },
})
const turnOf = (id: string, versions: RunView[], chosen = versions.length - 1): Turn => ({
  messageId: id as MessageId,
  question: id,
  askedAt: 1,
  versions,
  chosen,
})
const threadOf = (...turns: Turn[]): ThreadView => ({ threadId, title: 'T', turns })
const shown = ({ turns }: ThreadView) => turns.map(({ versions, chosen }) => versions[chosen]?.runId)

describe('a thread read anew', () => {
  test('is the same object where nothing is new', () => {
    const before = threadOf(turnOf('q1', [runOf('a'), runOf('b')], 0))
    expect(renewThread(before, threadOf(turnOf('q1', [runOf('a'), runOf('b')])))).toBe(before)
  })

  test('keeps turns and runs that are as they were', () => {
    const before = threadOf(turnOf('q1', [runOf('a')]), turnOf('q2', [runOf('b', 3)]))
    const after = renewThread(
      before,
      threadOf(turnOf('q1', [runOf('a')]), turnOf('q2', [runOf('b', 7)]), turnOf('q3', [runOf('c')])),
    )
    expect(after.turns[0]).toBe(before.turns[0])
    expect(after.turns.map(({ versions }) => versions[0]?.lastSeq)).toEqual([9, 7, 9])
  })

  test('shows a newer version from elsewhere to who looked at the newest, and leaves an older choice alone', () => {
    const read = threadOf(turnOf('q1', [runOf('a'), runOf('b'), runOf('c')]))
    expect(shown(renewThread(threadOf(turnOf('q1', [runOf('a'), runOf('b')])), read))).toEqual(['c'])
    expect(shown(renewThread(threadOf(turnOf('q1', [runOf('a'), runOf('b')], 0)), read))).toEqual(['a'])
  })

  test('keeps what the server has never heard of, and drops what it no longer has', () => {
    const before = threadOf(
      turnOf('q1', [runOf('a'), runOf('b', 0)]),
      turnOf('gone', [runOf('x')]),
      turnOf('unsent', [runOf('c', 0)]),
    )
    const after = renewThread(before, threadOf(turnOf('q1', [runOf('a')]), turnOf('q2', [runOf('d')])))
    expect(after.turns.map(({ messageId, versions }) => [messageId, versions.map(({ runId }) => runId)])).toEqual([
      ['q1', ['a', 'b']],
      ['q2', ['d']],
      ['unsent', ['c']],
    ])
  })
})

test('runs that were chosen are shown, each in its turn; one that is gone changes nothing', () => {
  const thread = threadOf(turnOf('q1', [runOf('a'), runOf('b')]), turnOf('q2', [runOf('c')]))
  expect(shown(chooseRuns(thread, new Set(['a', 'gone'] as RunId[])))).toEqual(['a', 'c'])
})
