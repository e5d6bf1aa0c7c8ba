import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JsonPiece, JsonScanner } from '@/lib/protocol/json-scanner'

type Read = { kind: JsonPiece; text: string; depth: number; isKey: boolean }

/** The pieces of a document that comes in parts; what a cut has parted is put together again. */
const read = (parts: string[]) => {
  const scanner = new JsonScanner()
  const pieces: Read[] = []
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const end = scanner.next(part, at)
      expect(end).toBeGreaterThan(at)
      const { kind, depth, isKey } = scanner
      const [text, last] = [part.slice(at, end), pieces.at(-1)]
      const goesOn = kind === 'escape' ? last?.text === '\\' : kind === 'text' || kind === 'space' || kind === 'word'
      if (last && goesOn && last.kind === kind) last.text += text
      else pieces.push({ kind, text, depth, isKey })
      at = end
    }
  }
  const { missing, inString, isComplete } = scanner
  return { pieces, missing, inString, isComplete }
}

const cut = (text: string, places: number[]): string[] => {
  const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index] ?? text.length))
}

const document = fc.oneof(
  fc.json({ maxDepth: 4, stringUnit: 'grapheme' }),
  fc.object({ maxDepth: 3 }).map((value) => JSON.stringify(value, null, 2)),
  fc.json().map((text) => text.replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)),
)
const noJson = fc.string({
  unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', '\n', 'u', '\u00a0', '\ud83d', "'"),
})

describe('JsonScanner', () => {
  test('says what each piece is', () => {
    const kinds = read(['{"a\\n": [-1.5e3, true]}']).pieces.map(({ kind, text, depth, isKey }) => [kind, text, depth, isKey])
    expect(kinds).toEqual([
      ['open', '{', 1, false],
      ['quote', '"', 1, true],
      ['text', 'a', 1, true],
      ['escape', '\\n', 1, true],
      ['end-quote', '"', 1, true],
      ['colon', ':', 1, true],
      ['space', ' ', 1, true],
      ['open', '[', 2, true],
      ['word', '-1.5e3', 2, true],
      ['comma', ',', 2, true],
      ['space', ' ', 2, true],
      ['word', 'true', 2, true],
      ['close', ']', 1, true],
      ['close', '}', 0, true],
    ])
  })

  test('law: the pieces are the document, and the same at every split', () => {
    fc.assert(
      fc.property(fc.oneof(document, noJson), fc.array(fc.nat()), (text, places) => {
        const whole = read([text])
        expect(whole.pieces.map((piece) => piece.text).join('')).toBe(text)
        expect(read(cut(text, places))).toEqual(whole)
        expect(read([...text].flatMap((char) => char.split('')))).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })

  test('law: an object or a list is complete at its last bracket and not before, and what is missing closes it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.object()), fc.nat(), (value, place) => {
        const text = JSON.stringify(value)
        const part = text.slice(0, place % text.length)
        expect([read([text]).isComplete, read([part]).isComplete]).toEqual([true, false])
        const { missing } = read([part])
        // An escape that is cut takes the quote that would close it.
        if (!part.endsWith('\\')) expect(read([part, missing]).isComplete).toBe(part !== '')
        expect(read([text]).missing).toBe('')
      }),
    )
  })

  test('law: keys are the names of members, at any depth', () => {
    fc.assert(
      fc.property(document, (text) => {
        const names: string[] = []
        JSON.parse(text, function (this: unknown, name, item) {
          if (!Array.isArray(this)) names.push(name)
          return item
        })
        const keys: string[] = []
        for (const { kind, text: piece, isKey } of read([text]).pieces) {
          if (kind === 'quote' && isKey) keys.push('')
          if ((kind === 'text' || kind === 'escape') && isKey) keys.push(`${keys.pop()}${piece}`)
        }
        // `JSON.parse` gives the whole as the member '' of nothing.
        const found = keys.map((key): string => JSON.parse(`"${key}"`))
        expect([...new Set([...found, ''])].sort()).toEqual([...new Set(names)].sort())
      }),
    )
  })

  test('brackets that close nothing do not end a document', () => {
    expect(read([']}{"a":1']).isComplete).toBe(false)
    expect(read([']}{"a":1}']).isComplete).toBe(true)
  })

  test('takes a megabyte in small parts, and as many brackets', () => {
    const scanner = new JsonScanner()
    scanner.push('{"answer":"')
    for (let part = 0; part < 250_000; part += 1) scanner.push('word')
    scanner.push('"}')
    expect(scanner.isComplete).toBe(true)
    const deep = new JsonScanner()
    deep.push('['.repeat(500_000))
    expect(deep.missing).toHaveLength(500_000)
  })
})
