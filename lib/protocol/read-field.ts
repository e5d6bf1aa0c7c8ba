import type { z } from 'zod'
import { AppError } from './error'
import { checkValue, type Path, toFieldName } from './format-issue'

/** The value as its schema has it. Throws `bad-request` that names the first field which is wrong: `messages[0].content`. */
export function readField<T>(schema: z.ZodType<T>, value: unknown, at: Path): T {
  const { data, issue } = checkValue(schema, value)
  if (issue) throw wrongField([...at, ...issue.path], issue.words)
  return data
}

/** The error `bad-request` about a field. `words` go on from its name: "must be text". */
export const wrongField = (path: Path, words: string): AppError => ofField('bad-request', path, words)

/** The error `too-large` about a field. `words` go on from its name: "is longer than 100 KiB". */
export const largeField = (path: Path, words: string): AppError => ofField('too-large', path, words)

function ofField(code: 'bad-request' | 'too-large', path: Path, words: string): AppError {
  const field = toFieldName(path) || 'body'
  return new AppError(code, { field, message: `${field} ${words}.` })
}

/** How many bytes a text has as UTF-8. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength

/** Half surrogates become U+FFFD; control characters but line breaks and tabs go, since SQL, terminals and models trip over them. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
