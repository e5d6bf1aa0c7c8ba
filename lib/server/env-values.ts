import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { isPem, parsePostgresAddress } from '@/lib/db/postgres-address'

/** A whole number within bounds. */
export const whole = (min: number, max: number) => {
  const words = `a whole number from ${min} to ${max.toLocaleString('en')}`
  return z.string().regex(/^\d+$/, words).transform(Number).pipe(z.number().min(min, words).max(max, words)).optional()
}

/** Any text. */
export const anyText = z.string().optional()

/** `on` or `off`. */
export const onOrOff = z.enum(['on', 'off'], '"on" or "off"').optional()

/** `true` or `false`, as LangSmith writes it. */
export const trueOrFalse = z.enum(['true', 'false'], '"true" or "false"').optional()

/** A key of a service, as it comes; one sign is enough. */
export const apiKey = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'a key without spaces')
  // `docker run --env-file` takes them for a part of it.
  .regex(/^(?!["']).*(?<!["'])$/, 'a key without quotation marks around it')
  .optional()

/** An address of a service, without a name and a password in it. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .refine(
    (text) => !URL.canParse(text) || !(new URL(text).username || new URL(text).password),
    'an address without a name and password in it',
  )
  .optional()

/** The address of a Wikipedia, or of those in all languages. */
export const wikipediaAddress = webAddress.refine(
  (text) => !/[{}]/.test(text?.replace('{lang}', '') ?? ''),
  'an address in which nothing but {lang} stands in braces',
)

/** Whether all ports in a text are ones: `:8080` where they stand behind names, else bare. */
export const hasPorts = (text: string, before: ':' | '' = '') =>
  [...text.matchAll(new RegExp(`${before}\\b(\\d{1,5})(?=[\\s,]|$)`, 'g'))].every(
    ([, port]) => Number(port) > 0 && Number(port) < 65_536,
  )

/** The address of a Postgres, as libpq takes it. */
export const databaseAddress = z
  .url({ protocol: /^postgres(ql)?$/, error: 'an address that begins with postgres://' })
  .superRefine((address, { addIssue }) => {
    if (!/^postgres(ql)?:/.test(address) || !URL.canParse(address)) return
    try {
      parsePostgresAddress(address)
    } catch (error) {
      addIssue(error instanceof Error ? error.message : String(error))
    }
  })
  .optional()

/** The text itself, also as one line with `\\n`, or the path of a file with it. */
export const certificate = z
  .string()
  .transform((value, { addIssue }) => {
    const text = isPem(value) ? value.replaceAll('\\n', '\n') : readText(value)
    if (isPem(text)) return text
    addIssue('the text of a certificate in PEM, or the path of a file with one')
    return z.NEVER
  })
  .optional()

function readText(path: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, 'utf8')
  } catch {
    return '' // As a file that holds nothing.
  }
}

/** Headers for each request, as JSON or as lines. */
export const headers = z
  .string()
  .transform((text, { addIssue }) => {
    const parsed = parseHeaders(text)
    if (!parsed) addIssue('a JSON object of headers, or a line "Name: value" for each')
    return parsed ?? {}
  })
  .optional()

/**
 * Headers out of a variable: a JSON object, or lines of `Name: value` (also with `\n` written out, as hosts' forms have it).
 * `undefined` for anything that is neither, or that no request may carry.
 */
function parseHeaders(text: string): Record<string, string> | undefined {
  const entries = text.startsWith('{') ? entriesOfJson(text) : entriesOfLines(text)
  if (!entries) return undefined
  try {
    return Object.fromEntries(new Headers(entries))
  } catch {
    return undefined // A name or a value with characters that are not allowed.
  }
}

function entriesOfJson(text: string): [string, string][] | undefined {
  try {
    const entries = Object.entries(JSON.parse(text))
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string') ? entries : undefined
  } catch {
    return undefined // No JSON.
  }
}

function entriesOfLines(text: string): [string, string][] | undefined {
  const lines = text
    .split(/\r?\n|\\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const entries = lines.map((line) => /^([^:\s]+)\s*:\s*(.+)$/.exec(line))
  return entries.every((entry) => entry !== null) ? entries.map((entry) => [entry[1] ?? '', entry[2] ?? '']) : undefined
}
