import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStayAwake } from '@/lib/server/stay-awake'

const contextOf = Symbol.for('@vercel/request-context')
const awaited: Promise<unknown>[] = []
const settled: number[] = []
const setContext = (context: object | undefined) => Object.assign(globalThis, { [contextOf]: context && { get: () => context } })

beforeEach(() => {
  vi.useFakeTimers()
  setContext({
    waitUntil: (promise: Promise<unknown>) => {
      const index = awaited.push(promise) - 1
      void promise.then(() => settled.push(index))
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  setContext(undefined)
})

test('a function stays awake until its connections have been idle for a while', async () => {
  const stayAwake = createStayAwake(3000)
  stayAwake()
  await vi.advanceTimersByTimeAsync(2000)
  stayAwake()
  await vi.advanceTimersByTimeAsync(2000)
  // The first is let go for the second, which still waits.
  expect([awaited.length, settled]).toEqual([2, [0]])
  await vi.advanceTimersByTimeAsync(1000)
  expect(settled).toEqual([0, 1])
})

test('outside of a request, and elsewhere, nothing happens', () => {
  setContext({})
  const stayAwake = createStayAwake(3000)
  stayAwake()
  setContext(undefined)
  stayAwake()
  expect(vi.getTimerCount()).toBe(0)
})
