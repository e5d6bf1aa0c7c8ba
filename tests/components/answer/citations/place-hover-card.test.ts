import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeHoverCard } from '@/components/answer/citations/source-cards'

test('a card never covers its chip and never leaves the window', () => {
  const view = { width: 390, height: 844 }
  const card = fc.record({ width: fc.integer({ min: 100, max: 326 }), height: fc.integer({ min: 60, max: 1_200 }) })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 370 }), fc.integer({ min: 0, max: 827 }), card, (left, top, size) => {
      const chip = { left, right: left + 18, top, bottom: top + 17 }
      const place = placeHoverCard(chip, size, view)
      const height = Math.min(size.height, place.maxHeight)
      expect(place.left).toBeGreaterThanOrEqual(0)
      expect(place.left + size.width).toBeLessThanOrEqual(view.width)
      expect(place.top + height <= chip.top || place.top >= chip.bottom).toBe(true)
      expect(place.top + height).toBeLessThanOrEqual(view.height)
    }),
  )
})

test('a card goes above where there is more room', () => {
  const place = placeHoverCard(
    { left: 10, right: 28, top: 780, bottom: 797 },
    { width: 300, height: 200 },
    { width: 390, height: 844 },
  )
  expect(place.top + 200).toBeLessThan(780)
})
