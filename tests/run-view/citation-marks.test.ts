import { expect, test } from 'vitest'
import { findNotedSource, readCitation, withoutCitations } from '@/lib/run-view/citation-marks'

test.each([
  ['[1]', [1]],
  ['[1, 2]', [1, 2]],
  ['[1,2]', [1, 2]],
  ['[1-3]', [1, 2, 3]],
  ['[1–3, 5]', [1, 2, 3, 5]],
  ['[2, 2]', [2]],
  ['［１］', [1]],
  ['［１、３］', [1, 3]],
  ['【1】', [1]],
  ['【１】', [1]],
  ['【1†source】', [1]],
  ['[1†source]', [1]],
  ['[^1]', [1]],
  ['[#4]', [4]],
  ['[١، ٢]', [1, 2]],
  ['[۱۲]', [12]],
  ['[१-३]', [1, 2, 3]],
  ['[๒]', [2]],
])('%s names its sources', (mark, numbers) => expect(readCitation(`${mark}.`)).toMatchObject({ raw: mark, numbers }))

test.each([
  '[0]',
  '[0, 1]',
  '[20-900]',
  '[3-1]',
  '[a]',
  '[1](https://example.org)',
  '[^1]: note',
  '[2024]',
  '[1.5]',
  '[]',
  '［］',
  '[#]',
])('%s is no citation', (text) => expect(readCitation(text)).toBeUndefined())

test('marks go where a text is read without its sources, in every form and never in code', () => {
  const known = (n: number) => n <= 3
  expect(withoutCitations('A [1, 2], b【3†x】, c［１］, d[^2], `e[1]`, [8], [2](u).\n```\n[1]\n```', known)).toBe(
    'A, b, c, d, `e[1]`, [8], [2](u).\n```\n[1]\n```',
  )
})

test('a footnote is its source’s when it gives an address or names it', () => {
  const sources = [{ n: 1, url: 'https://example.org/', title: 'The Eiffel Tower' }]
  expect(findNotedSource('1', 'https://other.example/', sources)?.n).toBe(1)
  expect(findNotedSource('1', '*Eiffel tower*, 2020', sources)?.n).toBe(1)
  expect(findNotedSource('1', 'Without its mast.', sources)).toBeUndefined()
  expect(findNotedSource('2', 'https://example.org/', sources)).toBeUndefined()
  expect(findNotedSource('a', 'https://example.org/', sources)).toBeUndefined()
})
