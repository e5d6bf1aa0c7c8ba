// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A history whose steps arrive when the test says so, as those of a browser arrive later. */
const entries: unknown[] = [null]
let at = 0
let steps: number[] = []
const arrive = (): void => {
  at += steps.shift() ?? 0
  dispatchEvent(new Event('popstate'))
  vi.runAllTimers()
}

beforeEach(() => {
  vi.useFakeTimers()
  entries.splice(0, entries.length, null)
  at = 0
  steps = []
  vi.stubGlobal('history', {
    get state() {
      return entries[at]
    },
    pushState: (state: unknown) => {
      at += 1
      entries.splice(at, entries.length, state)
    },
    go: (by: number) => steps.push(by),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('Back closes what lies over the page, and what is closed otherwise leaves its entry', async () => {
  const { openLayer } = await import('@/components/ui/back-stack')
  const close = vi.fn()
  openLayer(close)
  vi.runAllTimers()
  expect(entries).toEqual([null, { over: 1 }])
  steps.push(-1)
  arrive()
  expect(close).toHaveBeenCalledOnce()
  const leave = openLayer(close)
  vi.runAllTimers()
  leave()
  vi.runAllTimers()
  arrive()
  expect(at).toBe(0)
  expect(close).toHaveBeenCalledOnce()
})

test('what opens while the entry of something else is being left stays open', async () => {
  const { openLayer } = await import('@/components/ui/back-stack')
  const leave = openLayer(() => undefined)
  vi.runAllTimers()
  leave()
  vi.runAllTimers()
  const close = vi.fn()
  openLayer(close)
  vi.runAllTimers()
  arrive()
  expect(close).not.toHaveBeenCalled()
  expect(entries[at]).toEqual({ over: 1 })
})
