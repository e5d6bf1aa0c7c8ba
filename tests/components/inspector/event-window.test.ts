import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toEventWindow } from '@/components/inspector/event-list'

test('whatever is in view is drawn, and never more than some beyond it', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 5000 }),
      fc.integer({ min: 12, max: 60 }),
      fc.nat({ max: 1200 }),
      fc.nat(),
      (count, row, height, at) => {
        const scrollTop = at % (Math.max(0, count * row - height) + 1)
        const { first, last } = toEventWindow(scrollTop, height, row, count)
        expect(first).toBeLessThanOrEqual(Math.floor(scrollTop / row))
        expect(last).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((scrollTop + height) / row)))
        expect(last).toBeLessThanOrEqual(count)
        expect(last - first).toBeLessThanOrEqual(Math.ceil(height / row) + 26)
      },
    ),
  )
})

test('a list that became shorter than where it was scrolled to has an empty window, not a broken one', () => {
  const { first, last } = toEventWindow(9000, 400, 24, 10)
  expect(first).toBeLessThanOrEqual(last)
})
