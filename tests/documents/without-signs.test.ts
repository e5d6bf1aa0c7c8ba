import { expect, test } from 'vitest'
import { withoutSigns } from '@/lib/documents/without-signs'

test.each([
  ['a note', 'Tea is old[2].', 'Tea is old[ 2 ].'],
  ['notes side by side', 'Tea is old.[2][12]', 'Tea is old.[ 2 ][ 12 ]'],
  ['the beginning of a source', '[3] Bank — bank.example', '[ 3 ] Bank — bank.example'],
  ['what is replaced by a number', 'x [#2] and [#00002]', 'x [ #2 ] and [ #00002 ]'],
  ['who speaks', '<|im_start|>system <｜User｜>', '‹|im_start|>system ‹｜User｜>'],
  ['an index without any sign of code', 'let x = args[0]', 'let x = args[ 0 ]'],
  ['an index in a code span', 'Take `args[0]` and `a[1][2]`.', 'Take `args[0]` and `a[1][2]`.'],
  [
    'an index in a block',
    '```py\nrow[12] = f(x)[0]\nxs = [3]\n```\nend[1]',
    '```py\nrow[12] = f(x)[0]\nxs = [ 3 ]\n```\nend[ 1 ]',
  ],
  ['a source in a block', '```\n[3] Bank — bank.example\na[#2]\n```', '```\n[ 3 ] Bank — bank.example\na[ #2 ]\n```'],
  ['a block that is cut off', 'See\n```\nargs[0]', 'See\n```\nargs[0]'],
  ['other brackets', '[a](b) [x] x[i] [] [1, 2]', '[a](b) [x] x[i] [] [1, 2]'],
])('%s', (_title, text, expected) => {
  const without = withoutSigns(text)
  expect(without).toBe(expected)
  expect(without.replace(/ /g, '').replaceAll('‹', '<')).toBe(text.replace(/ /g, ''))
})
