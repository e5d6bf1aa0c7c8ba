import { expect, test } from 'vitest'
import type { Source } from '@/lib/protocol/event'
import { bestPassage } from '@/lib/run-view/sentences'
import { toPassageHref } from '@/lib/run-view/source-address'

const file: Source = {
  n: 1,
  url: '/documents/a#lines=3-8',
  title: 'notes.md',
  passage: 'Tea is a drink.',
  isOpened: true,
  passages: [
    { text: 'Tea is a drink.', place: 'Tea', hash: 'lines=3-8' },
    { text: 'Coffee costs ten euros.', place: 'Coffee', hash: 'lines=20-31' },
  ],
}

test('a file opens at the lines of the passage that is cited, also where its place is a heading', () => {
  expect(toPassageHref(file, bestPassage('The coffee costs ten euros', file))).toBe('/documents/a#lines=20-31')
  expect(toPassageHref(file, bestPassage('It is a drink, tea', file))).toBe('/documents/a#lines=3-8')
})

test('of a run of before its place in words says where, else the address as it is', () => {
  expect(toPassageHref(file, { place: 'page 4' })).toBe('/documents/a#page=4')
  expect(toPassageHref(file, { place: 'line 7' })).toBe('/documents/a#lines=7-7')
  expect(toPassageHref(file, { place: 'Lines 7–9' })).toBe('/documents/a#lines=7-9')
  expect(toPassageHref(file, { place: 'Coffee' })).toBe(file.url)
  expect(toPassageHref({ url: 'https://a.example/x' }, { place: 'page 4' })).toBe('https://a.example/x')
})
