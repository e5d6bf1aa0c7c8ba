import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matches } from '@/components/commands/menu-items'

describe('a query fits a text', () => {
  test.each([
    ['new', 'New chat', true],
    ['CHAT new', 'New chat', true],
    ['ew', 'New chat', false],
    ['new theme', 'New chat', false],
    ['zurich', 'Zürich in winter', true],
    ['', 'anything', true],
    ['  … ', 'anything', true],
    ['東京', '東京の天気', true],
  ])('“%s”, “%s”: %s', (query, text, expected) => {
    expect(matches(text, query)).toBe(expected)
  })

  test('law: by the beginning of any of its words, however the case', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.nat(),
        (words, at, cut) => {
          const word = words[at % words.length] ?? ''
          expect(matches(words.join(' '), word.slice(0, 1 + (cut % word.length)).toUpperCase())).toBe(true)
        },
      ),
    )
  })

  test('law: a longer query fits no more than a shorter one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, query, more) => {
        if (matches(text, `${query} ${more}`)) expect(matches(text, query)).toBe(true)
      }),
    )
  })
})
