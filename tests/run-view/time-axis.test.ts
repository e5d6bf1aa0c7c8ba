import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toTimeAxis } from '@/lib/run-view/time-axis'

const labels = (elapsed: number) => toTimeAxis(elapsed).ticks.map(({ label }) => label)

test.each([
  [2900, ['0 s', '1', '2', '3 s']],
  [3100, ['0 s', '1', '2', '3', '4 s']],
  [5900, ['0 s', '2', '4', '6 s']],
  [0, ['0 s', '0.2', '0.4', '0.6 s']],
  [1200, ['0 s', '0.5', '1', '1.5 s']],
  [62_000, ['0 s', '20', '40', '60', '80 s']],
  [200_000, ['0 s', '60', '120', '180', '240 s']],
  [400_000, ['0 m', '2', '4', '6', '8 m']],
  [6 * 3_600_000, ['0 m', '120', '240', '360 m']],
])('after %i ms it reads %j', (elapsed, expected) => expect(labels(elapsed)).toEqual(expected))

test('it has 4 to 6 ticks, reaches the time it is for, and leaves less than two thirds of it empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (elapsed) => {
      const { end, ticks } = toTimeAxis(elapsed)
      expect(ticks.length).toBeGreaterThanOrEqual(4)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(end).toBeGreaterThanOrEqual(elapsed)
      if (elapsed > 400) expect(elapsed).toBeGreaterThan(end / 2)
      expect(ticks.map(({ at }) => at)).toEqual(ticks.map((_, place) => (end / (ticks.length - 1)) * place))
    }),
  )
})

test('it never shrinks as time goes on, and changes in whole steps', () => {
  const ends = Array.from({ length: 3000 }, (_, tenth) => toTimeAxis(tenth * 100).end)
  expect(ends).toEqual(ends.toSorted((a, b) => a - b))
  expect(new Set(ends).size).toBeLessThan(40)
})
