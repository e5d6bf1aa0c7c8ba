import { expect, test } from 'vitest'
import { z } from 'zod'
import { toPlainSchema } from '@/lib/agent/models/tool-schemas'

const place: z.ZodType = z.object({
  name: z.string().min(1).describe('Its name.'),
  get inside() {
    return place.optional()
  },
})

test('a schema in the keywords that all servers know', () => {
  const schema = z.toJSONSchema(
    z.object({
      count: z.number().positive().max(10),
      exact: z.union([z.number(), z.string()]).describe('A number, or one as text.'),
      unit: z.literal('km'),
      note: z.string().nullable(),
      scores: z.record(z.string(), z.number()),
      order: z.array(z.enum(['asc', 'desc'])).optional(),
    }),
  )
  expect(toPlainSchema(schema)).toEqual({
    type: 'object',
    required: ['count', 'exact', 'unit', 'note', 'scores'],
    properties: {
      count: { type: 'number', maximum: 10 },
      exact: { type: 'number', description: 'A number, or one as text.' },
      unit: { type: 'string', enum: ['km'] },
      note: { type: 'string' },
      scores: { type: 'object' },
      order: { type: 'array', items: { type: 'string', enum: ['asc', 'desc'] } },
    },
  })
})

test('what a schema refers to is put in its place, so far and no further', () => {
  const plain = JSON.stringify(toPlainSchema(z.toJSONSchema(place)))
  expect(plain).toContain('"inside":{"required":["name"],"type":"object"')
  expect(plain).not.toContain('$')
})
