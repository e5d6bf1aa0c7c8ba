import { z } from 'zod'
import { AppError } from './error'
import { issueWords } from './format-issue'

/** Where in a request something stands. */
export type Path = PropertyKey[]

/** The value as its schema has it. Throws `bad-request` that names the first field which is wrong: `messages[0].content`. */
export function readField<T>(schema: z.ZodType<T>, value: unknown, at: Path): T {
  const parsed = schema.safeParse(value, { error: issueWords })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (issue?.code === 'unrecognized_keys') throw wrongField([...at, ...issue.path, issue.keys[0] ?? ''], 'is not known here')
  throw wrongField([...at, ...(issue?.path ?? [])], issue?.message ?? 'is wrong')
}

export function wrongField(path: Path, words: string): AppError {
  const field = toFieldName(path)
  return new AppError('bad-request', { field, message: `${field} ${words}.` })
}

export function largeField(path: Path, words: string): AppError {
  const field = toFieldName(path)
  return new AppError('too-large', { field, message: `${field} ${words}.` })
}

export const toFieldName = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shorten(String(key))}`)).join('') ||
  'body'

/** A key of the sender's may be anything; a sentence has room for a name. */
const shorten = (key: string): string => (/^[\w-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 32)))

/**
 * Ids are made by clients, in whatever form they make them. They are found again by a path, so they are bounded, hold nothing
 * that a database or a header trips over, and are not what a path takes for a step up.
 */
export const idPattern = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,200}$/u
export const idField = z.string('must be text').regex(idPattern, 'must be 1 to 200 characters, none of them a control character')

export const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength

/** Half surrogates become U+FFFD; control characters but line breaks and tabs go, since SQL, terminals and models trip over them. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
