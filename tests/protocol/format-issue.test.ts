import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkValue, toFieldName } from '@/lib/protocol/format-issue'

const wordsOf = (schema: z.ZodType, value: unknown) => checkValue(schema, value).issue?.words

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'is missing'],
  [z.string(), 4, 'must be text'],
  [z.number(), '4', 'must be a number'],
  [z.number(), Number.NaN, 'must be a number'],
  [z.int(), 4.5, 'must be a whole number'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.string()), 'a', 'must be a list'],
  [z.object({}), [], 'must be an object'],
  [z.strictObject({}), { extra: 1 }, 'is not a known field'],
  [z.enum(['km', 'mi']), 'm', 'must be one of "km", "mi"'],
  [z.literal('km'), 'm', 'must be "km"'],
  [z.string().min(3), 'ab', 'must be at least 3 characters'],
  [z.string().max(1), 'ab', 'must be at most 1 characters'],
  [z.number().max(9), 10, 'must be at most 9'],
  [z.array(z.string()).min(1), [], 'must be at least 1 items long'],
  [z.email(), 'nobody', 'is not in the form that is asked for'],
  [z.union([z.string(), z.number()]), undefined, 'is missing'],
  [z.string('must be a name'), undefined, 'must be a name'],
])('%#: %o', (schema, value, words) => {
  expect(wordsOf(schema, value)).toBe(words)
})

test('no value brings out the words of the library', () => {
  const schema = z.strictObject({
    text: z.string().min(2),
    count: z.int(),
    list: z.array(z.enum(['a', 'b'])).max(2),
    either: z.union([z.number(), z.date()]),
    table: z.record(z.string(), z.boolean()),
    pair: z.tuple([z.string(), z.null()]),
  })
  const keys = fc.constantFrom('text', 'count', 'list', 'either', 'table', 'pair', 'other')
  fc.assert(
    fc.property(fc.dictionary(keys, fc.anything()), (value) => {
      expect(wordsOf(schema, value) ?? '').not.toMatch(/expected|received|invalid|unrecognized|ZodError/i)
    }),
  )
})

test('a field is named as one would write it, and a key of the sender’s is bounded', () => {
  const nameOf = (schema: z.ZodType, value: unknown) => toFieldName(checkValue(schema, value).issue?.path ?? [])
  const schema = z.strictObject({ list: z.array(z.strictObject({ name: z.string() })).optional() })
  expect(nameOf(schema, 4)).toBe('')
  expect(nameOf(schema, { list: [{ name: 4 }] })).toBe('list[0].name')
  expect(nameOf(schema, { list: [{ name: '', other: 1 }] })).toBe('list[0].other')
  expect(nameOf(schema, { ['a b'.repeat(40)]: 1 })).toHaveLength(34)
})
