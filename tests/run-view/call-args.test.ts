import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ArgToken, formatArgs, shortenArgs, tailOfArgs, toCallArgs, toPretty } from '@/lib/run-view/call-args'
import { toJsonTokens } from '@/lib/run-view/json-tokens'

const textOf = (json: string): string => formatArgs(toCallArgs(json).args)
const plain = (tokens: ArgToken[]): string => tokens.map((token) => token.text).join('')

test.each([
  ['', '', ''],
  ['{', '', ''],
  ['{"x', 'x', ''],
  ['{"x"', 'x', ''],
  ['{"x":', 'x: ', ''],
  ['{"x": 2', 'x: 2', ''],
  ['{"x": 20,', 'x: 20, ', ''],
  ['{"x": 20, "y": ', 'x: 20, y: ', ''],
  ['{"place": "Nai', 'place: "Nai', '"'],
  ['{"place": "Nairobi"}', 'place: "Nairobi"', ''],
  ['{"a": [1, {"b": "c', 'a: [1, {b: "c', '"}]'],
  ['{"a": [1, {"b', 'a: [1, {b', '}]'],
  ['{"done": tru', 'done: tru', ''],
  ['{"n": -12.50e+3}', 'n: -12.50e+3', ''],
  ['{"n": 12345678901234567890.10}', 'n: 12345678901234567890.10', ''],
  ['{"s": "a\\', 's: "a', '"'],
  ['{"s": "\\u00e', 's: "', '"'],
  ['{"s": "\\u00e9"}', 's: "é"', ''],
  ['{"s": "\\ud83d', 's: "', '"'],
  ['{"s": "\\ud83d\\ude00"}', 's: "😀"', ''],
  ['{"s": "a\\nb\\"c"}', 's: "a\\nb\\"c"', ''],
  ['{}', '', ''],
  ['[1, 2', '[1, 2', ']'],
  ['"alone', '"alone', '"'],
])('shows %s as %s, still owing %s', (json, text, missing) => {
  expect(textOf(json)).toBe(text)
  expect(toCallArgs(json).missing).toBe(missing)
})

test('gives keys, strings, numbers and words kinds of their own', () => {
  const kinds = toCallArgs('{"a":"b","c":1,"d":null}').args.map((tokens) => tokens.map(({ kind, text }) => [kind, text]))
  expect(kinds).toEqual([
    [
      ['key', 'a'],
      ['key', ': '],
      ['string', '"b"'],
    ],
    [
      ['key', 'c'],
      ['key', ': '],
      ['number', '1'],
    ],
    [
      ['key', 'd'],
      ['key', ': '],
      ['word', 'null'],
    ],
  ])
})

const json = fc.oneof(
  fc.json({ maxDepth: 4, stringUnit: 'grapheme' }),
  fc.object({ maxDepth: 3 }).map((value) => JSON.stringify(value, null, 2)),
  fc.json().map((text) => text.replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)),
)

test('law: a document cut anywhere shows a beginning of what the whole document shows', () => {
  fc.assert(
    fc.property(json, (document) => {
      const whole = textOf(document)
      for (let cut = 0; cut <= document.length; cut += 1) expect(whole.startsWith(textOf(document.slice(0, cut)))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('law: what is still owed closes the document', () => {
  fc.assert(
    fc.property(json, fc.nat(), (document, at) => {
      const cut = document.slice(0, at % (document.length + 1))
      const { tokens, missing } = toJsonTokens(cut)
      const depth = tokens.filter(({ kind }) => kind === 'open').length - tokens.filter(({ kind }) => kind === 'close').length
      expect(missing.replace('"', '')).toHaveLength(depth)
      expect(toJsonTokens(document).missing).toBe('')
    }),
  )
})

test('law: every character of a document but its spaces is in a token, digits and all', () => {
  fc.assert(
    fc.property(json, (document) => {
      const raw = toJsonTokens(document)
        .tokens.map((token) => token.raw)
        .join('')
      expect(JSON.parse(raw)).toEqual(JSON.parse(document))
    }),
  )
})

test('law: text that is no JSON never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', 'u', "'") }),
      (text) => {
        expect(toPretty(text).tokens.length).toBe(toJsonTokens(text).tokens.length)
        expect(typeof textOf(text)).toBe('string')
      },
    ),
  )
})

test.each([
  ['{"x": 0.15, "y": 2480}', 30, 'x: 0.15, y: 2480'],
  ['{"x": 0.15, "y": 2480}', 12, 'x: 0.15, …'],
  ['{"query": "Eiffel Tower height metres", "limit": 3}', 24, 'query: "Eiffel Towe…", …'],
  ['{"number": 123456789012345678901234567890}', 16, 'number: …'],
])('shortens %s to %i characters as %s', (document, room, text) => {
  expect(formatArgs(shortenArgs(toCallArgs(document).args, room))).toBe(text)
})

test('law: shortened arguments keep to their room, from 12 characters on', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.integer(), fc.string()), { minKeys: 1 }),
      fc.integer({ min: 12, max: 60 }),
      (value, room) => {
        expect(formatArgs(shortenArgs(toCallArgs(JSON.stringify(value)).args, room)).length).toBeLessThanOrEqual(room)
      },
    ),
  )
})

test('the tail of long arguments is their end', () => {
  const { args } = toCallArgs(`{"path":"a","text":"${'word '.repeat(200)}end`)
  const tail = formatArgs(tailOfArgs(args, 40))
  expect(tail.length).toBeLessThanOrEqual(42)
  expect(tail.endsWith('end')).toBe(true)
})

test('long arguments break over lines, short ones stay on one', () => {
  expect(plain(toPretty('{"x":9,"y":[]}').tokens)).toBe('{ "x": 9, "y": [] }')
  expect(plain(toPretty(`{"a":"${'x'.repeat(60)}","b":[1]}`).tokens)).toBe(
    `{\n  "a": "${'x'.repeat(60)}",\n  "b": [\n    1\n  ]\n}`,
  )
})
