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

const page: Source = {
  n: 2,
  url: 'https://a.example/tea',
  title: 'Tea',
  passage: 'Tea is a drink that people',
  isOpened: true,
  passages: [{ text: 'Tea is a drink. In 1842 a pound of oolong cost four shillings, and more.', place: 'Price' }],
}

test('a page that was read opens at the sentence that is cited', () => {
  const passage = bestPassage('A pound cost four shillings in 1842', page)
  const fragment = ':~:text=In%201842%20a%20pound%20of,four%20shillings%2C%20and%20more'
  expect(toPassageHref(page, passage)).toBe(`https://a.example/tea#${fragment}.`)
  expect(toPassageHref({ ...page, url: 'https://a.example/tea#price' }, passage)).toBe(`https://a.example/tea#price${fragment}.`)
})

test('a page opens at its beginning where the words are not known to be on it', () => {
  // A search said so; or nothing in it fits.
  expect(toPassageHref(page, bestPassage('A drink that people like', { passage: page.passage }))).toBe(page.url)
  expect(toPassageHref(page, bestPassage('zeppelin', page))).toBe(page.url)
})

test('a PDF of the web opens at its page', () => {
  const pdf = { ...page, url: 'https://a.example/tea.pdf', passages: [{ text: 'Tea is a drink.', place: 'page 4' }] }
  expect(toPassageHref(pdf, bestPassage('Tea is a drink', pdf))).toBe('https://a.example/tea.pdf#page=4')
})

test('of a run of before its place in words says where, else the address as it is', () => {
  expect(toPassageHref(file, { place: 'page 4' })).toBe('/documents/a#page=4')
  expect(toPassageHref(file, { place: 'line 7' })).toBe('/documents/a#lines=7-7')
  expect(toPassageHref(file, { place: 'Lines 7–9' })).toBe('/documents/a#lines=7-9')
  expect(toPassageHref(file, { place: 'Coffee' })).toBe(file.url)
  expect(toPassageHref({ url: 'https://a.example/x' }, { place: 'page 4' })).toBe('https://a.example/x')
})
