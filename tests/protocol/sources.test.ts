import { expect, test } from 'vitest'
import type { Source } from '@/lib/protocol/event'
import { addSources } from '@/lib/protocol/sources'

const found: Source = { n: 1, url: 'https://a.example/x', title: 'A result', passage: 'A snippet.', date: '2026-05-01' }
const opened: Source = {
  n: 1,
  url: 'https://a.example/x',
  title: 'The page',
  passage: 'Its beginning.',
  isOpened: true,
  passages: [{ text: 'One.', place: 'Start' }, { text: 'Two.' }],
}

test('a page that is opened after it was found keeps its snippet, and adds its own title and passages', () => {
  expect(addSources([found], [opened])).toEqual([
    { ...found, title: 'The page', isOpened: true, passages: [{ text: 'One.', place: 'Start' }, { text: 'Two.' }] },
  ])
})

test('a page that is found again after it was opened stays opened, and gets the day that it had not', () => {
  expect(addSources([opened], [found])).toEqual([{ ...opened, date: '2026-05-01' }])
})

test('a passage that is read twice is there once', () => {
  const again: Source = { ...opened, passages: [{ text: 'Two.' }, { text: 'Three.' }] }
  expect(addSources([opened], [again])[0]?.passages?.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.'])
})

test('sources stay in the order of their numbers', () => {
  const [two, three] = [2, 3].map((n) => ({ ...found, n, url: `https://a.example/${n}` }))
  expect(addSources([found], [three, two] as Source[]).map(({ n }) => n)).toEqual([1, 2, 3])
})

test('nothing new gives the same list, and the same object for each source that nothing was added to', () => {
  const known = [found, { ...opened, n: 2 }]
  expect(addSources(known, [found])).toBe(known)
  expect(addSources(known, [])).toBe(known)
  const more = addSources(known, [{ ...opened, n: 2, passages: [{ text: 'Four.' }] }])
  expect(more[0]).toBe(found)
  expect(more[1]).not.toBe(known[1])
})

test('of a source with many short passages all are kept', () => {
  const passages = Array.from({ length: 60 }, (_, index) => ({ text: `Answer ${index + 1}.` }))
  const known = passages.reduce<Source[]>((sources, passage) => addSources(sources, [{ ...opened, passages: [passage] }]), [])
  expect(known[0]?.passages).toEqual(passages)
})

test('what is kept of one source is bounded, however often it is read', () => {
  let known: Source[] = [opened]
  for (let turn = 0; turn < 100; turn += 1) {
    known = addSources(known, [{ ...opened, passages: [{ text: `${turn} ${'x'.repeat(900)}` }] }])
  }
  const passages = known[0]?.passages ?? []
  expect(passages[0]?.text).toBe('One.')
  expect(passages.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(16_000)
})
