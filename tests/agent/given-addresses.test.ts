import { expect, test } from 'vitest'
import { isGiven } from '@/lib/agent/given-addresses'

const texts = ['Read https://www.example.org/tea/ and coffee.example/Beans?kind=raw, please.']

test.each([
  ['https://www.example.org/tea/', true],
  ['http://example.org/tea', true],
  ['https://coffee.example/Beans?kind=raw', true],
  ['https://coffee.example/Beans?kind=xyzzy', false],
  ['https://example.org/tea?q=xyzzy', false],
  ['https://xyzzy.example.org/tea', false],
  ['https://', false],
])('%s was given: %s', (address, is) => {
  expect(isGiven(address, texts)).toBe(is)
})
