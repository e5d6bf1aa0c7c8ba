import type { z } from 'zod'

/**
 * What is wrong with a value, in our own words and so that they go on from its name: "is missing", "must be a number".
 * For `safeParse(value, { error: issueWords })`; words that a schema brings along itself win.
 */
export const issueWords = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? 'of another kind'}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map((key) => JSON.stringify(key.slice(0, 64))).join(', ')}`
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
