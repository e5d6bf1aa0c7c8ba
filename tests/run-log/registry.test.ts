import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Owner, RunKey } from '@/lib/db/run-queries'
import { AppError } from '@/lib/protocol/error'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { RunRegistry, type StartOptions } from '@/lib/run-log/registry'
import type { RunLog } from '@/lib/run-log/run-log'

const key = 'key-1' as RunKey
const journal = { journalOf: () => ({ add: (log: RunLog, entry: { seq: number }) => log.markSafe(entry.seq) }) }
const newRegistry = () => new RunRegistry({ journal })
/** A run that goes on until its signal aborts. */
const untilAborted = async (log: RunLog, signal: AbortSignal) => {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  log.abandon()
}
const options = (more: Partial<StartOptions> = {}): StartOptions => ({
  key,
  epoch: 1,
  runId: 'run-1' as RunId,
  now: Date.now,
  thread: { owner: 'somebody' as Owner, threadId: 'thread-1' as ThreadId },
  endingOf: () => ({ outcome: 'success', answer: '', sources: 0, at: 0, continueWanted: false }),
  detach: false,
  deadlineMs: 60_000,
  deadlineError: () => new AppError('deadline'),
  execute: untilAborted,
  ...more,
})

describe('RunRegistry', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('stop aborts the run, which is then forgotten', async () => {
    const runs = newRegistry()
    const run = runs.start(options())
    expect(runs.stop(key)).toBe(true)
    await run.finished
    expect(run.signal.reason).toBe('stopped')
    expect(runs.get(key)).toBeUndefined()
    expect(runs.stop(key)).toBe(false)
  })

  test('the deadline aborts with its error', async () => {
    const run = newRegistry().start(options({ deadlineMs: 100 }))
    await vi.advanceTimersByTimeAsync(100)
    expect(run.signal.reason).toMatchObject({ code: 'deadline' })
  })

  test('a run whose client can only hang up is stopped when nobody has read it for 10 seconds', async () => {
    const runs = newRegistry()
    const run = runs.start(options())
    const leave = runs.join(key)
    leave()
    await vi.advanceTimersByTimeAsync(200)
    const leaveAgain = runs.join(key)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(run.signal.aborted).toBe(false)
    leaveAgain()
    await vi.advanceTimersByTimeAsync(300)
    expect(run.signal.aborted).toBe(true)
  })

  test('a run that somebody else writes by now is aborted, and its readers go where it is written', async () => {
    const runs = newRegistry()
    const run = runs.start(options())
    runs.lose(key)
    await run.finished
    expect(run.signal.reason).toMatchObject({ code: 'interrupted' })
    expect(run.log.ended).toBe(true)
  })

  test('a detached run goes on without a reader', async () => {
    const runs = newRegistry()
    const run = runs.start(options({ detach: true }))
    runs.join(key)()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(run.signal.aborted).toBe(false)
  })
})
