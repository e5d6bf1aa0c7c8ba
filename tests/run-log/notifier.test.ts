import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RunKey } from '@/lib/db/run-queries'
import { type Channel, Notifier } from '@/lib/run-log/notifier'

const key = 'key-1' as RunKey

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Processes on one channel; the first produces the run. */
const setUp = (count = 2) => {
  const state = { isOpen: true, loses: false, sent: [] as string[], stops: 0 }
  const all: Notifier[] = []
  const channel: Channel = {
    get isOpen() {
      return state.isOpen
    },
    send: (words) => {
      state.sent.push(words)
      if (!state.loses) for (const each of all) each.receive(words)
    },
  }
  for (let index = 0; index < count; index += 1) {
    const notifier = new Notifier({ owns: (run) => index === 0 && run === key, onStop: () => (state.stops += 1) })
    notifier.connect(channel)
    all.push(notifier)
  }
  const [producer, reader] = all as [Notifier, Notifier]
  return { producer, reader, state }
}

const never = new AbortController().signal

/** How long a reader waits, in milliseconds of the clock of this test. */
async function waited(reader: Notifier, emptyPolls = 0, since = reader.now()): Promise<number> {
  const from = performance.now()
  let took: number | undefined
  void reader.waitFor(key, { since, emptyPolls }, never).then(() => {
    took = performance.now() - from
  })
  for (let turn = 0; took === undefined && turn < 1000; turn += 1) await vi.advanceTimersByTimeAsync(10)
  return took ?? Number.POSITIVE_INFINITY
}

describe('without a channel', () => {
  test('a reader looks often while something moves, and ever more seldom while nothing does', async () => {
    const reader = new Notifier({ owns: () => false, onStop: () => undefined })
    const times: number[] = []
    for (let quiet = 0; quiet < 7; quiet += 1) times.push(await waited(reader, quiet))
    expect(times).toEqual([100, 200, 400, 800, 1600, 2000, 2000])
  })

  test('a reader that leaves waits no longer', async () => {
    const reader = new Notifier({ owns: () => false, onStop: () => undefined })
    const leaving = new AbortController()
    const waiting = reader.waitFor(key, { since: 0, emptyPolls: 9 }, leaving.signal)
    leaving.abort()
    await waiting
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('over a channel', () => {
  test('nothing is said of a run that nobody reads elsewhere', async () => {
    const { producer, state } = setUp()
    producer.hasMoved([key])
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.sent).toEqual([])
  })

  test('a reader is told at once, also of what moved before its producer knew of it', async () => {
    const { producer, reader } = setUp()
    expect(await waited(reader)).toBeLessThanOrEqual(30)
    const waiting = waited(reader)
    producer.hasMoved([key])
    expect(await waiting).toBeLessThanOrEqual(30)
  })

  test('what moves between a look and a wait is not missed', async () => {
    const { producer, reader } = setUp()
    await waited(reader)
    const since = reader.now()
    producer.hasMoved([key])
    await vi.advanceTimersByTimeAsync(50)
    expect(await waited(reader, 0, since)).toBeLessThanOrEqual(10)
  })

  test('moves that follow closely on each other are told together', async () => {
    const { producer, reader, state } = setUp()
    await waited(reader)
    state.sent = []
    for (let move = 0; move < 1000; move += 1) {
      producer.hasMoved([key])
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(state.sent.length).toBeLessThanOrEqual(51)
  })

  test('while nothing moves it is looked seldom, and words that get lost are made up for', async () => {
    const { reader, state } = setUp()
    await waited(reader)
    state.loses = true
    expect(await waited(reader, 9)).toBe(5000)
  })

  test('a producer that does not answer is looked after as without a channel', async () => {
    const { reader, state } = setUp()
    state.loses = true
    expect(await waited(reader, 0)).toBe(100)
    expect(await waited(reader, 9)).toBe(2000)
  })

  test('when it is lost all look at once, and again often', async () => {
    const { reader, state } = setUp()
    await waited(reader)
    const waiting = waited(reader, 9)
    state.isOpen = false
    reader.wakeAll()
    expect(await waiting).toBeLessThanOrEqual(10)
    expect(await waited(reader, 0)).toBe(100)
  })

  test('after it was lost and opened again nobody waits long for a producer that may have forgotten them', async () => {
    const { reader, state } = setUp()
    await waited(reader)
    state.isOpen = false
    reader.wakeAll()
    state.isOpen = true
    reader.wakeAll()
    state.loses = true
    expect(await waited(reader, 0)).toBe(100)
    // Who was only looking at that moment looks again.
    const since = reader.now()
    reader.wakeAll()
    expect(await waited(reader, 9, since)).toBeLessThanOrEqual(10)
  })

  test('a reader that has left is forgotten', async () => {
    const { producer, reader, state } = setUp()
    await waited(reader)
    await vi.advanceTimersByTimeAsync(20_000)
    state.sent = []
    producer.hasMoved([key])
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.sent).toEqual([])
  })

  test('Stop reaches the process that produces the run', async () => {
    const { reader, state } = setUp(3)
    reader.hasAskedToStop(key)
    await vi.advanceTimersByTimeAsync(30)
    expect(state.stops).toBe(1)
  })
  test('Stop is sent also by a process that does not hear anything itself', async () => {
    const { reader, state } = setUp(3)
    state.isOpen = false
    reader.hasAskedToStop(key)
    await vi.advanceTimersByTimeAsync(30)
    expect(state.stops).toBe(1)
  })
})
