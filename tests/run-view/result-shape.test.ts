import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInlineResult, findResultShape, type JsonNode, readJson, shortenNumber } from '@/lib/run-view/result-shape'

const shape = (value: string | undefined, content = 'text') =>
  findResultShape({ content, durationMs: 1, ...(value !== undefined && { value }) })

test.each([
  ['20', '20'],
  ['2.50909090909', '2.50909090909'],
  ['2.509090909090909', '2.509090909…'],
  ['-0.00012345678901234', '-0.0001234567890…'],
  ['1267650600228229401496703205376', '1267650600… (31 digits)'],
  ['1.23456789012345e+30', '1.234567890…e+30'],
  ['100000000000', '100000000000'],
  ['NaN', 'NaN'],
])('a number %s stands in its row as %s', (digits, short) => expect(shortenNumber(digits)).toBe(short))

test.each([
  ['a number is shown as inline', '20', 'inline'],
  ['a short string is shown as inline', '"14:32"', 'inline'],
  ['true is shown as inline', 'true', 'inline'],
  ['a long string is shown as text', JSON.stringify('x'.repeat(41)), 'text'],
  ['a string of two lines is shown as text', '"a\\nb"', 'text'],
  ['flat rows is shown as rows', '[{"id":1,"city":"Lisbon"},{"id":2}]', 'rows'],
  ['nested rows is shown as tree', '[{"id":1,"tags":["a"]}]', 'tree'],
  ['an object is shown as tree', '{"a":1}', 'tree'],
  ['an empty list is shown as tree', '[]', 'tree'],
  ['no JSON is shown as text', '{oops', 'text'],
])('%s', (_title, value, expected) => expect(shape(value).shape).toBe(expected))

test('more than 200 KB is offered as a file', () => expect(shape(JSON.stringify('x'.repeat(210_000))).shape).toBe('big'))

test('without a value of its own the content is shown, but never inline', () => {
  expect(shape(undefined, 'Some text')).toEqual({ shape: 'text', text: 'Some text' })
  expect(findInlineResult({ content: '20', durationMs: 1 })).toBeUndefined()
})

test('a table has every column that any row has, in the order they came', () => {
  expect(shape('[{"a":1},{"b":2,"a":3}]')).toMatchObject({ shape: 'rows', columns: ['a', 'b'] })
})

const toValue = (node: JsonNode | undefined): unknown => {
  switch (node?.kind) {
    case 'string':
      return node.text
    case 'array':
      return node.items.map(toValue)
    case 'object':
      return Object.fromEntries(node.entries.map(([key, value]) => [key, toValue(value)]))
    default:
      return JSON.parse(node?.text ?? '')
  }
}

test('law: reading JSON keeps the document', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(toValue(readJson(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('reading JSON keeps digits that a number type would lose', () => {
  expect(readJson('12345678901234567890.10')).toEqual({ kind: 'number', text: '12345678901234567890.10' })
})
