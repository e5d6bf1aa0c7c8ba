import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/protocol/error'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { RunRegistry, type StartOptions } from '@/lib/run/registry'

const runId = 'run-1' as RunId
const newRegistry = () => new RunRegistry({ journal: { add: (log, entry) => log.markSafe(entry.seq) }, now: Date.now })
/** A run that goes on until its signal aborts. */
const untilAborted = (_log: unknown, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
const options = (more: Partial<StartOptions> = {}): StartOptions => ({
  runId,
  threadId: 'thread-1' as ThreadId,
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
    expect(runs.stop(runId)).toBe(true)
    await run.finished
    expect(run.signal.reason).toBe('stopped')
    expect(runs.get(runId)).toBeUndefined()
    expect(runs.stop(runId)).toBe(false)
  })

  test('the deadline aborts with its error', async () => {
    const run = newRegistry().start(options({ deadlineMs: 100 }))
    await vi.advanceTimersByTimeAsync(100)
    expect(run.signal.reason).toMatchObject({ code: 'deadline' })
  })

  test('a run whose client can only hang up is stopped when nobody has read it for 10 seconds', async () => {
    const runs = newRegistry()
    const run = runs.start(options())
    const leave = runs.join(runId)
    leave()
    await vi.advanceTimersByTimeAsync(9000)
    const leaveAgain = runs.join(runId)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(run.signal.aborted).toBe(false)
    leaveAgain()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(run.signal.aborted).toBe(true)
  })

  test('a detached run goes on without a reader', async () => {
    const runs = newRegistry()
    const run = runs.start(options({ detach: true }))
    runs.join(runId)()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(run.signal.aborted).toBe(false)
  })
})
