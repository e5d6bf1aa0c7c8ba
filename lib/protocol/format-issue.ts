import type { z } from 'zod'

/** Where in a value something stands. */
export type Path = PropertyKey[]

/** The first thing that is wrong with a value, in words that go on from its name: "is missing", "must be a number". */
type Issue = { path: Path; words: string }

/** The value as its schema has it, or what is wrong with it in our own words; those that a schema brings along itself win. */
export function checkValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema>; issue?: undefined } | { data?: undefined; issue: Issue } {
  const parsed = schema.safeParse(value, { error: formatIssue })
  if (parsed.success) return { data: parsed.data }
  const [issue] = parsed.error.issues
  const path = issue?.path ?? []
  if (issue?.code === 'unrecognized_keys')
    return { issue: { path: [...path, issue.keys[0] ?? ''], words: 'is not a known field' } }
  return { issue: { path, words: issue?.message ?? 'is wrong' } }
}

/** Writes a path as it stands in a sentence: `messages[0].content`; empty for the value itself. */
export const toFieldName = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shorten(String(key))}`)).join('')

/** A key of the sender's may be anything; a sentence has room for a name. */
const shorten = (key: string): string => (/^[\w-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 32)))

const formatIssue = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? 'of another kind'}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue)}`
    default:
      return issue.input === undefined ? 'is missing' : 'is not in the form that is asked for'
  }
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const unitOf = ({ origin }: { origin: string }): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' items long' : ''
