// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useReveal } from '@/components/answer/use-reveal'
import { createFrameGate, onAnimationFrame } from '@/lib/client/timing/on-frame'

beforeEach(
  () =>
    void vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'performance'],
    }),
)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('what is revealed of a burst is drawn in the frames in which events come, and all of it within 0.25 s', () => {
  const text = 'A burst of words that came at once. '.repeat(20)
  const came = new Set<number>()
  const gate = createFrameGate(() => came.add(performance.now()), onAnimationFrame)
  const shown: { at: number; length: number }[] = []
  const { rerender } = renderHook(
    ({ length }) => {
      const part = useReveal(text.slice(0, length), true)
      if (part.length !== shown.at(-1)?.length) shown.push({ at: performance.now(), length: part.length })
    },
    { initialProps: { length: 10 } },
  )
  act(() => void vi.advanceTimersByTime(200))
  rerender({ length: text.length })
  const from = performance.now()
  for (let ms = 0; ms < 300; ms += 1) {
    gate.soon()
    act(() => void vi.advanceTimersByTime(1))
  }
  const steps = shown.filter(({ at }) => at > from)
  expect(steps.length).toBeGreaterThan(3)
  for (const { at } of steps) expect([...came]).toContain(at)
  expect(steps.at(-1)?.length).toBe(text.length)
  expect((steps.at(-1)?.at ?? 0) - from).toBeLessThanOrEqual(250)
})
