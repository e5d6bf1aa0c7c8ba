import { expect, test } from 'vitest'
import { BlockStream } from '@/lib/markdown/block-stream'

const table = `| a | b |\n| --- | --- |\n${'| one row | of many |\n'.repeat(900)}`

test('a block that stays open for long is read in steps, and never far behind', () => {
  const stream = new BlockStream()
  const seen = new Set<unknown>()
  let behind = 0
  for (let end = table.length - 2000; end <= table.length; end += 4) {
    const blocks = stream.read(table.slice(0, end), 'writing')
    seen.add(blocks)
    behind = Math.max(behind, end - blocks.reduce((sum, { token }) => sum + token.raw.length, 0))
  }
  expect(seen.size).toBeLessThan(2000 / 16)
  expect(behind).toBeLessThan(100)
})

test('a finished answer is read to its last character', () => {
  const stream = new BlockStream()
  stream.read(table.slice(0, -7), 'writing')
  expect(stream.read(table, 'whole')).toEqual(new BlockStream().read(table, 'whole'))
})
