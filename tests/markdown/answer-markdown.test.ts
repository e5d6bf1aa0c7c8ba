import { expect, test } from 'vitest'
import { linkCitations, toMarkdown, toSourceList } from '@/lib/markdown/answer-markdown'
import type { Source } from '@/lib/protocol/event'

const sources = [
  { n: 1, url: 'https://example.org/a_(b)', title: 'Tower [facts]', passage: '' },
  { n: 2, url: '/knowledge/streams', title: 'Streams', passage: '' },
  { n: 3, url: '/documents/doc_1#page=4', title: 'report.pdf', passage: '' },
  { n: 4, url: 'javascript:alert(1)', title: 'Press me', passage: '' },
]
const origin = 'https://app.example'
const one = '[1](https://example.org/a_%28b%29)'
const two = '[2](https://app.example/knowledge/streams)'

test.each([
  ['a citation becomes a link to its source', 'Tall [1].', `Tall ${one}.`],
  ['an own page gets its whole address', 'So [2]', `So ${two}`],
  ['neighbours stay neighbours', '[1][2]', `${one}${two}`],
  ['several in one pair of brackets', 'tall [1, 2].', `tall ${one}${two}.`],
  ['a range', 'tall [1-2].', `tall ${one}${two}.`],
  ['corner brackets', '高い【1】。', `高い${one}。`],
  ['a dagger', 'tall【2†source】.', `tall${two}.`],
  ['a caret', 'tall[^1].', `tall${one}.`],
  ['a caret that the text explains stays', 'tall[^1].\n\n[^1]: Very.', 'tall[^1].\n\n[^1]: Very.'],
  [
    'the definition of a caret that repeats its source goes',
    'tall[^2].\n\n[^2]: [Streams](/knowledge/streams)',
    `tall${two}.\n\n`,
  ],
  ['full-width brackets and digits', '高い［１］。', `高い${one}。`],
  ['Arabic digits', 'طويل [١، ٢].', `طويل ${one}${two}.`],
  ['numbers that are no sources', 'the interval [0, 1], scores [10, 20]', 'the interval [0, 1], scores [10, 20]'],
  ['private marks go', 'tall\ue200cite\ue202turn0search1\ue201.', 'tall.'],
  ['a document has no address that others could open', 'So it says [3], [1].', `So it says [3], ${one}.`],
  ['an address that is not safe is no link', 'So [4].', 'So [4].'],
  ['a number without a source goes', 'a [9] b', 'a b'],
  ['a link stays a link', '[1](https://example.org)', '[1](https://example.org)'],
  ['code in a line stays', 'see `a[1]` now', 'see `a[1]` now'],
  ['code in a block stays', '```js\na[1]\n```\nthen [2]', `\`\`\`js\na[1]\n\`\`\`\nthen ${two}`],
  ['code that was never closed stays', 'x\n\n```js\na[1]\nb[2]', 'x\n\n```js\na[1]\nb[2]'],
])('%s', (_title, text, copied) => expect(linkCitations(text, sources, origin)).toBe(copied))

test('the sources that are cited stand in a list at the end', () => {
  expect(toMarkdown('So [2].\n', sources, origin)).toBe(
    `So ${two}.\n\nSources:\n\n2. [Streams](https://app.example/knowledge/streams)`,
  )
  expect(toMarkdown('So.', sources, origin)).toBe('So.')
  expect(toMarkdown('The list is [1, 2].', [], origin)).toBe('The list is [1, 2].')
})

test('a source in the list has its title, its address and its day; a document the pages that were read', () => {
  const list = (source: Partial<Source>) =>
    toSourceList([{ n: 1, url: 'https://e.org/', title: 'T', passage: '', ...source }], origin)
  expect(list({ date: '2026-05-01' })).toBe('Sources:\n\n1. [T](https://e.org/), 1 May 2026')
  expect(list({ url: '/documents/d#page=4' })).toBe('Sources:\n\n1. T, page 4')
  expect(list({ url: '/documents/d#lines=12-30' })).toBe('Sources:\n\n1. T, lines 12–30')
  // A heading of a file that somebody else wrote.
  expect(list({ url: '/documents/d', passages: [{ text: 'x', place: '[a](javascript:b)\n# c' }] })).toBe(
    'Sources:\n\n1. T, under “\\[a\\](javascript:b) # c”',
  )
  const passages = ['page 1', 'page 3', 'page 1'].map((place) => ({ text: place, place }))
  expect(list({ url: '/documents/d', passages })).toBe('Sources:\n\n1. T, page 1, page 3')
  expect(list({ url: '/documents/d', passages: [1, 2, 3, 4].map((n) => ({ text: `${n}`, place: `page ${n}` })) })).toBe(
    'Sources:\n\n1. T, page 1, page 2, page 3, …',
  )
})
