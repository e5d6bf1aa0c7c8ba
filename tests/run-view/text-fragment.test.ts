import { expect, test } from 'vitest'
import { toTextFragment } from '@/lib/run-view/text-fragment'

const directive = (sentence: string): string | undefined => {
  const fragment = toTextFragment(sentence)
  return fragment && decodeURIComponent(fragment.replace(':~:text=', '').replace(',', ' … '))
}

test.each([
  ['a short sentence, whole', 'Tea is a drink.', 'Tea is a drink.'],
  [
    'a long one by its ends',
    'In 1842 a pound of the best oolong cost four shillings in London.',
    'In 1842 a pound of … four shillings in London.',
  ],
  [
    'one of short words by more of them',
    'It is as it is, so be it, or do as I do if I go in to it.',
    'It is as it is, so … if I go in to it.',
  ],
  [
    'a script without spaces',
    '烏龍茶は中国の福建省で作られる半発酵のお茶で、山で育てられ、春に手で摘まれる。',
    /^烏龍茶は中国.* … .*手で摘まれる。$/,
  ],
  [
    'from right to left',
    'الشاي مشروب يصنع من أوراق نبات الشاي ويشربه الناس في كل مكان',
    'الشاي مشروب يصنع من … الناس في كل مكان',
  ],
  ['the longest cell of a table', 'Oolong | Half oxidised | 4', 'Half oxidised'],
  ['an item without our sign', '• Tea is a drink.', 'Tea is a drink.'],
  ['code without our signs', 'Call `open()` first.', 'Call open() first.'],
  ['white space as the page has it', 'Tea  is\n a drink.', 'Tea is a drink.'],
])('names %s', (_title, sentence, expected) =>
  expect(directive(sentence)).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected),
)

test('what has a meaning in an address or in the directive is written otherwise', () => {
  expect(toTextFragment('Well-known, A&B # 100%')).toBe(':~:text=Well%2Dknown%2C%20A%26B%20%23%20100%25')
  expect(toTextFragment('half \ud83c of it')).toBe(':~:text=half%20%EF%BF%BD%20of%20it')
})

test('what has no words is not looked for', () => {
  expect(toTextFragment('')).toBeUndefined()
  expect(toTextFragment('— • |')).toBeUndefined()
})
