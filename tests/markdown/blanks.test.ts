import { expect, test } from 'vitest'
import { linkCitations } from '@/lib/markdown/answer-markdown'
import { lex } from '@/lib/markdown/lex'
import { mend } from '@/lib/markdown/mend'
import { citedNumbers } from '@/lib/run-view/citation-marks'
import { withoutMarkdown } from '@/lib/run-view/without-markdown'
import { watchWork } from '@/tests/support/watch-work'

// A model that has gone astray writes blanks until its tokens are used up, and each frame reads them all.
test.each([
  ['blanks', ' '],
  ['tabs', '\t'],
  ['empty lines', ' \n'],
])('a text of nothing but %s is read in no time', (_name, blank) => {
  const workedMs = watchWork()
  for (const text of [`${blank.repeat(150_000)}x`, `x${blank.repeat(150_000)}`, `x\n${blank.repeat(150_000)}x`]) {
    lex(mend(text))
    citedNumbers(text)
    linkCitations(text, [], '')
    withoutMarkdown(text)
    withoutMarkdown(`|${text}`)
  }
  expect(workedMs()).toBeLessThan(5000)
})

test('the blanks before a citation go with it, however many', () => {
  const tea = { n: 1, url: 'https://tea.example', title: 'Tea', passage: '' }
  expect(linkCitations('tall  [1] [1] and', [tea], '')).toBe('tall  [1](https://tea.example/) [1](https://tea.example/) and')
  expect(linkCitations('tall \t [9].', [tea], '')).toBe('tall.')
})
