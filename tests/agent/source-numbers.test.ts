import { expect, test } from 'vitest'
import { SourceNumbers } from '@/lib/agent/source-numbers'

const found = (url: string, text: string) => ({
  url,
  title: url,
  passage: text,
  passages: [{ text, place: url.split('#')[1] ?? '' }],
})

test('a page has the number that a search gave it when it is read, and so it has in the run that goes on', () => {
  const numbers = new SourceNumbers()
  const first = numbers.number({
    content: '[#1] a [#2] b',
    sources: [found('https://a.example/', 'a'), found('https://b.example/', 'b')],
  })
  expect(first.content).toBe('[1] a [2] b')
  expect(numbers.number({ content: '[#1] more', sources: [found('https://b.example/', 'more')] }).content).toBe('[2] more')
  const later = new SourceNumbers(first.sources)
  expect(later.number({ content: '[#1]', sources: [found('https://b.example/#part', 'x')] }).content).toBe('[2]')
})

test('parts of one document are one source, whose passages are all of them', () => {
  const { content, sources } = new SourceNumbers().number({
    content: '[#1] one\n\n[#2] other\n\n[#3] two',
    sources: [found('/documents/x#page=4', 'one'), found('/documents/y#page=1', 'other'), found('/documents/x#page=9', 'two')],
  })
  expect(content).toBe('[1] one\n\n[2] other\n\n[1] two')
  expect(sources.map(({ n, passages }) => [n, passages?.map(({ place }) => place)])).toEqual([
    [1, ['page=4', 'page=9']],
    [2, ['page=1']],
  ])
})

test('what a page itself writes as a mark of ours points at nothing that is not there', () => {
  expect(new SourceNumbers().number({ content: 'see [#7]', sources: [] }).content).toBe('see [#7]')
})

test('an address whose page stands after `#/` is a page of its own', () => {
  const { content } = new SourceNumbers().number({
    content: '[#1] [#2]',
    sources: [found('https://app.example/#/a', 'a'), found('https://app.example/#/b', 'b')],
  })
  expect(content).toBe('[1] [2]')
})
