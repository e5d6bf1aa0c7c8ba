import { expect, test } from 'vitest'
import { smoothSkew } from '@/lib/client/timing/clock-skew'
import { createFrameGate } from '@/lib/client/timing/on-frame'

test('many wishes in one frame are one call; a call right now takes the waiting one with it', () => {
  const frames: (() => void)[] = []
  let calls = 0
  const gate = createFrameGate(
    () => (calls += 1),
    (callback) => frames.push(callback),
  )
  gate.soon()
  gate.soon()
  expect([calls, frames.length]).toEqual([0, 1])
  frames.shift()?.()
  expect(calls).toBe(1)
  gate.soon()
  gate.now()
  expect(calls).toBe(2)
  frames.shift()?.()
  expect(calls).toBe(2)
})

test('the distance of two clocks is the largest sample; late events hardly move it', () => {
  expect(smoothSkew(undefined, -300)).toBe(-300)
  expect(smoothSkew(-300, -250)).toBe(-250)
  expect(smoothSkew(-250, -350)).toBeCloseTo(-252)
  expect(smoothSkew(-250, -60_000)).toBe(-250)
})
