import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, toPrintable, toPrintableJson, toPrintableLine } from '@/lib/protocol/printable'

/** Not written as the module writes it: by what Unicode calls these characters. */
const isObeyed = (character: string): boolean =>
  (/\p{Cc}/u.test(character) && character !== '\n' && character !== '\t') || /\p{Bidi_Control}|\p{Zl}|\p{Zp}/u.test(character)

const hostile = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xa0 }), fc.integer({ min: 0x2000, max: 0x2070 }))
    .map((code) => String.fromCharCode(code)),
})

test('what a terminal would obey goes, and nothing else', () => {
  expect(toPrintable('\u001b]0;owned\u0007a\tb\nc\u009b31m\r')).toBe(']0;owneda\tb\nc31m')
  fc.assert(
    fc.property(hostile, (text) => {
      expect(toPrintable(text)).toBe([...text].filter((character) => !isObeyed(character)).join(''))
    }),
  )
})

test('in a line there are no breaks', () => {
  expect(toPrintableLine('one\r\n\ttwo\u2028three')).toBe('one two three')
  fc.assert(fc.property(hostile, (text) => !/[\n\t]/.test(toPrintableLine(text))))
})

test('in JSON it is escaped, and nothing is lost', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const json = toPrintableJson({ text })
      expect([...json].some(isObeyed)).toBe(false)
      expect(JSON.parse(json)).toEqual({ text })
    }),
  )
})

test('a template holds what is printable', () => {
  expect(printable`${toPrintable('a\u001b')} and ${2}`).toBe('a and 2')
})
