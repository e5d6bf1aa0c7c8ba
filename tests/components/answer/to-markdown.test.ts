import { expect, test } from 'vitest'
import { toMarkdown } from '@/components/answer/to-markdown'

const sources = [
  { n: 1, url: 'https://example.org/a_(b)', title: 'Tower [facts]', passage: '' },
  { n: 2, url: '/knowledge/streams', title: 'Streams', passage: '' },
]
const copy = (text: string): string => toMarkdown(text, sources, 'https://app.example')

test.each([
  ['a citation becomes a link to its source', 'Tall [1].', 'Tall [Tower \\[facts\\]](https://example.org/a_%28b%29).'],
  ['an own page gets its whole address', 'So [2]', 'So [Streams](https://app.example/knowledge/streams)'],
  [
    'neighbours stay neighbours',
    '[1][2]',
    '[Tower \\[facts\\]](https://example.org/a_%28b%29)[Streams](https://app.example/knowledge/streams)',
  ],
  ['a number without a source stays', 'a [9] b', 'a [9] b'],
  ['a link stays a link', '[1](https://example.org)', '[1](https://example.org)'],
  ['code in a line stays', 'see `a[1]` now', 'see `a[1]` now'],
  [
    'code in a block stays',
    '```js\na[1]\n```\nthen [2]',
    '```js\na[1]\n```\nthen [Streams](https://app.example/knowledge/streams)',
  ],
  ['code that was never closed stays', 'x\n\n```js\na[1]\nb[2]', 'x\n\n```js\na[1]\nb[2]'],
])('%s', (_title, text, copied) => expect(copy(text)).toBe(copied))
