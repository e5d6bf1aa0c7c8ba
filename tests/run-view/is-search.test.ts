import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findQuery } from '@/lib/run-view/is-search'

test.each<[string, ReturnType<typeof findQuery>]>([
  ['', undefined],
  ['{"que', undefined],
  ['{"query"', undefined],
  ['{"query":"', { text: '', isWhole: false }],
  ['{"query":"Eiffel To', { text: 'Eiffel To', isWhole: false }],
  ['{"query": "Eiffel Tower"}', { text: 'Eiffel Tower', isWhole: true }],
  ['{"limit":3,"query":"a \\"b\\""}', { text: 'a "b"', isWhole: true }],
  ['{"query":"caf\\u00', { text: 'caf', isWhole: false }],
  ['{"query":"caf\\u00e9"}', { text: 'café', isWhole: true }],
  ['{"query":"one\ntwo"}', { text: 'one\ntwo', isWhole: true }],
  ['{"urls"', undefined],
  ['{"urls": [', { text: '', isWhole: false }],
  ['{"urls": ["https://www.tea.exam', { text: 'tea.exam', isWhole: false }],
  ['{"urls": ["https://www.tea.example/oolong/?a=1#b"', { text: 'tea.example/oolong', isWhole: false }],
  ['{"urls": ["https://tea.example/oolong", "http://x.exa', { text: 'tea.example, x.exa', isWhole: false }],
  ['{"urls":["tea.example/a]b","https://x.example/\\"c"],"looking_for":"d"}', { text: 'tea.example, x.example', isWhole: true }],
  ['{"looking_for":"\\"urls\\": [\\"no\\"]"}', undefined],
  ['{"urls": "https://tea.example"}', undefined],
  ['{"words":"\\"query\\": \\"no\\""}', undefined],
])('the query of %j', (argsText, query) => expect(findQuery(argsText)).toEqual(query))

test('law: any query is found whole, and each beginning of it shows nothing that is not there', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (query, cut) => {
      const whole = JSON.stringify({ query })
      expect(findQuery(whole)).toEqual({ text: query, isWhole: true })
      const part = findQuery(whole.slice(0, cut % whole.length))
      if (part) expect(query.startsWith(part.text)).toBe(true)
    }),
  )
})
