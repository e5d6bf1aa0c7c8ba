import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { EventBatch } from '@/lib/db/run-events'
import type { RunKey } from '@/lib/db/run-queries'
import type { RunEvent, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { type EventStore, GroupCommit } from '@/lib/run-log/journal'
import { RunLog } from '@/lib/run-log/run-log'

const started = {
  type: 'RUN_STARTED',
  threadId: 'thread-1' as ThreadId,
  runId: 'run-1' as RunId,
  protocolVersion: '1.0',
  input: { threadId: 'thread-1' as ThreadId, runId: 'run-1' as RunId, messages: [] as never, tools: [], context: [] },
  metadata: { model: { id: 'm', label: 'M' }, deadlineMs: 1, outlivesConnection: true },
} satisfies RunEvent
const finished: RunEvent = {
  type: 'RUN_FINISHED',
  threadId: started.threadId,
  runId: started.runId,
  outcome: { type: 'success' },
  usage: [],
  result: { toolsUsed: [] },
}
const note = (message: string): RunEvent => ({ type: 'CUSTOM', name: 'unfold.notice', value: { code: 'fallback', message } })

/** A database that can go away, hold its answer back, lose an answer after it has written, and lose what it said was written. */
class MemoryEvents implements EventStore {
  readonly commits: EventBatch[][] = []
  isAway = false
  losesAnswers = false
  losesCommits = false
  epoch = 1
  hold: Promise<void> | undefined

  async append(batches: EventBatch[]): Promise<Set<RunKey>> {
    await this.hold
    if (this.isAway) throw new Error('away')
    const written = batches.filter(({ epoch }) => epoch === this.epoch)
    if (written.some(({ key, firstSeq }) => firstSeq > 1 + (this.seqs(key).at(-1) ?? 0))) throw new Error('a gap')
    if (!this.losesCommits) this.commits.push(written)
    if (this.losesAnswers) throw new Error('connection lost')
    return new Set(written.map(({ key }) => key))
  }

  async lastSeqs(keys: RunKey[]): Promise<Map<RunKey, Seq>> {
    if (this.isAway) throw new Error('away')
    return new Map(keys.map((key) => [key, this.seqs(key).at(-1) ?? 0]))
  }

  seqs(key: string): Seq[] {
    return this.commits
      .flat()
      .flatMap((batch) => (batch.key === key ? batch.events.map((_event, index) => batch.firstSeq + index) : []))
  }
}

const held = () => {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const setUp = (options: Partial<ConstructorParameters<typeof GroupCommit>[0]> = {}) => {
  const store = new MemoryEvents()
  const said: unknown[] = []
  const journal = new GroupCommit({ store, minGapMs: 4, onRecording: (failure) => said.push(failure), ...options })
  const lost: string[] = []
  /** How much there was of a run, each time that its ending was asked for. */
  const folded: number[] = []
  const open = (key: string) => {
    const endingOf = (log: RunLog) => {
      folded.push(log.written.length)
      return { outcome: 'success', answer: '', sources: 0, at: 0, continueWanted: false }
    }
    const run = { key: key as RunKey, epoch: 1, endingOf, onLost: () => lost.push(key) }
    return new RunLog({ runId: key as RunId, journal: journal.journalOf(run), now: Date.now })
  }
  return { store, open, said, lost, folded }
}

describe('GroupCommit', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('readers see an event when it is committed, and not before', async () => {
    const { store, open } = setUp()
    const { promise, resolve } = held()
    store.hold = promise
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    expect(log.lastSafeSeq).toBe(0)
    resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect(log.lastSafeSeq).toBe(1)
  })

  test('what comes in one turn of the event loop is one commit, of all runs', async () => {
    const { store, open } = setUp()
    for (const key of ['a', 'b']) {
      const log = open(key)
      log.append(started)
      log.append(note('one'))
    }
    await vi.advanceTimersByTimeAsync(1)
    expect(store.commits.map((commit) => commit.map(({ key, events }) => [key, events.length]))).toEqual([
      [
        ['a', 2],
        ['b', 2],
      ],
    ])
  })

  test('what comes while a commit is under way gathers for the next', async () => {
    const { store, open } = setUp()
    const { promise, resolve } = held()
    store.hold = promise
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(1)
    for (const word of ['one', 'two', 'three']) log.append(note(word))
    await vi.advanceTimersByTimeAsync(20)
    resolve()
    await vi.advanceTimersByTimeAsync(10)
    expect(store.commits.map((commit) => commit[0]?.events.length)).toEqual([1, 3])
  })

  test('a run’s ending is folded once, when its last event is written and not in a commit, however often that is tried', async () => {
    const { store, open, folded } = setUp()
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.isAway = true
    log.append(note('one'))
    log.append(finished)
    expect(folded).toEqual([3])
    await vi.advanceTimersByTimeAsync(5000)
    store.isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(folded).toEqual([3])
    expect(store.seqs('a')).toEqual([1, 2, 3])
    expect(store.commits.flat().map(({ ending }) => ending?.outcome)).toEqual([undefined, 'success'])
  })

  test('an ending that comes while a commit fails goes with its last event', async () => {
    const { store, open, folded } = setUp()
    const { promise, resolve } = held()
    store.hold = promise
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(1)
    log.append(finished)
    store.isAway = true
    resolve()
    await vi.advanceTimersByTimeAsync(100)
    store.isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect([folded, store.seqs('a'), store.commits.flat().at(-1)?.ending?.outcome]).toEqual([[2], [1, 2], 'success'])
  })

  test('while the database is away events pass after 2 seconds, are written when it is back, and readers are told', async () => {
    const { store, open, said } = setUp()
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.isAway = true
    log.append(note('one'))
    await vi.advanceTimersByTimeAsync(1000)
    expect([log.lastSafeSeq, log.recording]).toEqual([1, 'ok'])
    await vi.advanceTimersByTimeAsync(1100)
    log.append(note('two'))
    expect([log.lastSafeSeq, log.recording]).toEqual([3, 'degraded'])
    store.isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect([store.seqs('a'), log.recording]).toEqual([[1, 2, 3], 'ok'])
    expect(said).toEqual([expect.any(Error), undefined])
  })

  test('a commit whose answer was lost is not written twice', async () => {
    const { store, open } = setUp()
    const log = open('a')
    store.losesAnswers = true
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    log.append(note('one'))
    store.losesAnswers = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.seqs('a')).toEqual([1, 2])
    expect(log.lastSafeSeq).toBe(2)
  })

  test('a commit that turns out not to be there is written again, from the log', async () => {
    const { store, open } = setUp()
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.losesCommits = true
    for (const word of ['one', 'two']) log.append(note(word))
    await vi.advanceTimersByTimeAsync(10)
    store.losesCommits = false
    log.append(note('three'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.seqs('a')).toEqual([1, 2, 3, 4])
    expect([log.lastSafeSeq, log.recording]).toEqual([4, 'ok'])
  })

  test('a producer whose run was taken over is refused, and is told', async () => {
    const { store, open, lost } = setUp()
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.epoch = 2
    log.append(note('too late'))
    await vi.advanceTimersByTimeAsync(10)
    expect(lost).toEqual(['a'])
    expect([log.ended, log.lastSafeSeq]).toEqual([true, 1])
  })

  test('one that comes back to more than it wrote is told that its run was taken over', async () => {
    const { store, open, lost } = setUp()
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.isAway = true
    log.append(note('too late'))
    await vi.advanceTimersByTimeAsync(10)
    store.commits.push([{ key: 'a' as RunKey, epoch: 2, firstSeq: 2, events: ['{}', '{}'] }])
    store.isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(lost).toEqual(['a'])
    expect([log.ended, log.lastSafeSeq]).toEqual([true, 1])
  })

  test('past the bound a run goes on unrecorded, and is let go when the database is back', async () => {
    const { store, open, lost } = setUp({ maxKeptChars: 2000 })
    const log = open('a')
    log.append(started)
    await vi.advanceTimersByTimeAsync(10)
    store.isAway = true
    log.append(note('x'.repeat(1500)))
    await vi.advanceTimersByTimeAsync(2500)
    for (const word of ['two', 'three']) log.append(note(word.repeat(200)))
    expect(log.lastSafeSeq).toBe(4)
    store.isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(lost).toEqual(['a'])
    expect(store.seqs('a')).toEqual(store.seqs('a').map((_seq, index) => index + 1))
  })
})
