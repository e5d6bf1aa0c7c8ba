import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuseRanks } from '@/lib/server/documents/fuse-ranks'

const fuse = (...lists: string[][]) => fuseRanks(lists, (each) => each)

test('what stands in more lists, and nearer to their top, comes first', () => {
  expect(fuse(['a', 'b', 'c'], ['c', 'b', 'd'])).toEqual(['c', 'b', 'a', 'd'])
  expect(fuse(['a', 'b'], [])).toEqual(['a', 'b'])
  expect(fuse()).toEqual([])
})

test('each thing is there once, and who is first in all lists is first', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.constantFrom('b', 'c', 'd', 'e'))), (lists) => {
      const fused = fuse(...lists.map((list) => ['a', ...list]))
      expect(fused.toSorted()).toEqual([...new Set(lists.flatMap((list) => ['a', ...list]))].toSorted())
      expect(fused[0]).toBe(lists.length > 0 ? 'a' : undefined)
    }),
  )
})
