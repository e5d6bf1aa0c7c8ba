import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { belowEdge, findFollowedTop, followAfterScroll, isReadingKey, type ScrollPosition } from '@/components/scroll/follow'

const px = fc.integer({ min: 0, max: 20_000 })
const places: fc.Arbitrary<ScrollPosition> = fc.record({ top: px, view: fc.integer({ min: 1, max: 2000 }), end: px })

describe('following the end', () => {
  test('never scrolls up, so nothing that was read moves down', () => {
    fc.assert(fc.property(places, (place) => findFollowedTop(place) >= place.top))
  })

  test('brings the end to the bottom edge, where there is anything below it', () => {
    fc.assert(
      fc.property(places, (place) => belowEdge({ ...place, top: findFollowedTop(place) }) === Math.min(0, belowEdge(place))),
    )
  })

  test('does nothing while the answer grows into its room', () => {
    expect(findFollowedTop({ top: 500, view: 600, end: 900 })).toBe(500)
  })
})

describe('scrolling', () => {
  const at = (below: number): ScrollPosition => ({ top: 1000, view: 600, end: 1600 + below })

  test.each([
    ['down to within 80 px of the end takes up following', false, 900, at(80), true],
    ['down, but not as far, does not', false, 900, at(81), false],
    ['up and away from the end lets go', true, 1200, at(200), false],
    ['up a little, as when the browser fits the page to less content, keeps following', true, 1010, at(0), true],
    ['up never takes up following', false, 1010, at(0), false],
    ['nowhere changes nothing', false, 1000, at(0), false],
  ])('%s', (_title, following, before, place, expected) => {
    expect(followAfterScroll(following, before, place)).toBe(expected)
  })

  test.each(['PageUp', 'Home', 'ArrowUp', 'ArrowDown'])('%s is a key of someone who reads', (key) => {
    expect(isReadingKey(key)).toBe(true)
  })

  test('End is not: it asks for the end', () => {
    expect(isReadingKey('End')).toBe(false)
  })
})
