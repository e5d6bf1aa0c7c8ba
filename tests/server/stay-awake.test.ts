import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStayAwake } from '@/lib/server/stay-awake'

const contextOf = Symbol.for('@vercel/request-context')
const awaited: Promise<unknown>[] = []
const settled: number[] = []
const setContext = (context: object | undefined) => Object.assign(globalThis, { [contextOf]: context && { get: () => context } })

beforeEach(() => {
  vi.useFakeTimers()
  awaited.length = 0
  settled.length = 0
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
  await vi.advanceTimersByTimeAsync(2999)
  expect(settled).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(settled).toEqual([0])
  stayAwake()
  expect(awaited).toHaveLength(2)
})

test('the host is told now and then, not for each statement, and waits for none of its requests for ever', async () => {
  const stayAwake = createStayAwake(3000)
  for (let call = 0; call < 100; call += 1) {
    stayAwake()
    await vi.advanceTimersByTimeAsync(100)
  }
  // Ten seconds of statements; each is let go for the next.
  expect([awaited.length, settled]).toEqual([4, [0, 1, 2]])
  await vi.advanceTimersByTimeAsync(3000)
  expect(settled).toEqual([0, 1, 2, 3])
})

test('outside of a request, and elsewhere, nothing happens', () => {
  setContext({})
  const stayAwake = createStayAwake(3000)
  stayAwake()
  setContext(undefined)
  stayAwake()
  expect(vi.getTimerCount()).toBe(0)
})
