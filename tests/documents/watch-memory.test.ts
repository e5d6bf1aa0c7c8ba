import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchMemory } from '@/lib/documents/watch-memory'

const mb = 1024 * 1024
let used = 0

beforeEach(() => {
  used = 100 * mb
  vi.useFakeTimers()
  vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => used)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const grow = (more: number): void => {
  used += more * mb
  vi.advanceTimersByTime(1000)
}

test('what takes too much memory is at fault where it was alone all the time', () => {
  const onTooMuch = vi.fn()
  watchMemory(50, onTooMuch)
  grow(50)
  expect(onTooMuch).not.toHaveBeenCalled()
  grow(1)
  grow(100)
  expect(onTooMuch.mock.calls).toEqual([[true]])
})

test('of two at once nobody knows whose the memory is, also when the other has just ended', () => {
  const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()]
  const endFirst = watchMemory(50, first)
  watchMemory(50, second)
  endFirst()
  grow(51)
  expect(first).not.toHaveBeenCalled()
  expect(second.mock.calls).toEqual([[false]])
  // Those that are over are no company for the next.
  watchMemory(50, third)
  grow(51)
  expect(third.mock.calls).toEqual([[true]])
})

test('what began before much was taken, and what began after it, are told apart by what has grown since', () => {
  const [before, after] = [vi.fn(), vi.fn()]
  watchMemory(50, before)
  grow(40)
  const endAfter = watchMemory(50, after)
  grow(20)
  endAfter()
  expect(before.mock.calls).toEqual([[false]])
  expect(after).not.toHaveBeenCalled()
})
