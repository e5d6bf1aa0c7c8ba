import { describe, expect, test } from 'vitest'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { addEarlier, renewThread } from '@/lib/run-view/renew-thread'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import type { ThreadView, TurnView } from '@/lib/run-view/thread-view'

const threadId = 'th' as ThreadId
const runOf = (id: string, lastSeq = 9): RunView => ({
  ...emptyRun(id as RunId, threadId, 1, { id: 'demo', label: 'Demo model' }),
  lastSeq,
  state: { name: lastSeq === 0 ? 'stopped' : 'done' },
})
const turnOf = (id: string, versions: RunView[], chosen = versions.length - 1): TurnView => ({
  messageId: id as MessageId,
  question: id,
  askedAt: 1,
  versions,
  chosen,
})
const threadOf = (...turns: TurnView[]): ThreadView => ({ threadId, title: 'T', earlier: 0, turns })
const questionsOf = ({ turns }: ThreadView) => turns.map(({ messageId }) => messageId)
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

describe('a long thread', () => {
  const pageOf = (from: number, to: number): ThreadView => ({
    ...threadOf(...Array.from({ length: to - from }, (_, index) => turnOf(`q${from + index}`, [runOf(`r${from + index}`)]))),
    earlier: from,
  })

  test('gets older turns in front; those that were there stay the same objects', () => {
    const before = pageOf(70, 100)
    const after = addEarlier(before, pageOf(40, 70))
    expect(questionsOf(after)).toEqual(questionsOf(pageOf(40, 100)))
    expect(after.earlier).toBe(40)
    expect(after.turns.slice(30)).toEqual(before.turns)
    expect(after.turns[30]).toBe(before.turns[0])
  })

  test('keeps the older turns when its newest are read anew, also when some are new', () => {
    const before = addEarlier(pageOf(70, 100), pageOf(40, 70))
    expect(renewThread(before, pageOf(70, 100))).toBe(before)
    const after = renewThread(before, pageOf(72, 102))
    expect(questionsOf(after)).toEqual(questionsOf(pageOf(40, 102)))
    expect(after.earlier).toBe(40)
    expect(after.turns[31]).toBe(before.turns[31])
  })

  test('begins with what was read where so much is new that there is a gap', () => {
    const after = renewThread(pageOf(0, 30), pageOf(40, 70))
    expect(questionsOf(after)).toEqual(questionsOf(pageOf(40, 70)))
    expect(after.earlier).toBe(40)
  })

  test('keeps what was never sent at its end', () => {
    const before = pageOf(5, 10)
    const unsent = turnOf('unsent', [runOf('u', 0)])
    const after = renewThread({ ...before, turns: [...before.turns, unsent] }, pageOf(6, 11))
    expect(questionsOf(after)).toEqual([...questionsOf(pageOf(5, 11)), 'unsent'])
    expect(after.earlier).toBe(5)
  })
})
