import { isLosslessNumber, parse, stringify } from 'lossless-json'
import { isRecord } from '@/lib/protocol/is-record'
import { JsonScanner } from '@/lib/protocol/json-scanner'
import { ArgumentsReader } from './arguments-reader'

/** A call that a model wrote into its text: its arguments are the text of a JSON object. */
export type TextCall = { name: string; args: string }

/**
 * The calls that a piece of text consists of, in the forms in which models write them: `{"name": "add", "arguments": {…}}`,
 * one or several, or in a list; `add{"x": 1}` (Mistral); `<function=add><parameter=x>1</parameter></function>` (Qwen);
 * `add<arg_key>x</arg_key><arg_value>1</arg_value>` (GLM). `undefined` where it is anything else, or where one of the names
 * is not among those offered.
 */
export function parseWrittenCalls(text: string, offered: ReadonlySet<string>): TextCall[] | undefined {
  const trimmed = text.trim()
  for (const read of forms) {
    const calls = read(trimmed)
    if (calls && calls.length > 0) return calls.every(({ name }) => offered.has(name)) ? calls : undefined
  }
  return undefined
}

/**
 * Whether text that begins like this may be nothing but a call: `maybe` as long as the beginning does not say. Looks at the
 * first 200 characters at most, since it is asked again for each token.
 */
export function startsLikeCall(text: string, offered: ReadonlySet<string>): 'yes' | 'no' | 'maybe' {
  const start = text.slice(0, maxStart)
  if (!/^[[{]/.test(start)) return 'no'
  const named = /^\[?\s*\{\s*(?:"type"\s*:\s*"function"\s*,\s*)?"(?:name|tool|function)"\s*:\s*"([^"]*)"/.exec(start)
  if (named) return offered.has(named[1] ?? '') ? 'yes' : 'no'
  const key = /^\[?\s*\{\s*"([^"]*)"/.exec(start)?.[1]
  if (key !== undefined && !firstKeys.has(key)) return 'no'
  const canGoOn = /^\[?\s*(\{\s*("[^"]*("\s*(:[\s\S]*)?)?)?)?$/.test(start)
  return canGoOn && text.length < maxStart ? 'maybe' : 'no'
}

const maxStart = 200
const firstKeys: ReadonlySet<string> = new Set(['type', 'name', 'tool', 'function'])

const forms: ((text: string) => TextCall[] | undefined)[] = [
  (text) => (/^[[{]/.test(text) ? fromJson(text) : undefined),

  (text) => {
    const [, name, args] = /^([\w-]+)(?:\[ARGS\])?\s*(\{[\s\S]*\})$/.exec(text) ?? []
    return name !== undefined && args !== undefined && parseRepaired(args) ? [{ name, args: repaired(args) }] : undefined
  },

  (text) => {
    if (!/^<function=/.test(text)) return undefined
    return [...text.matchAll(/<function=([\w-]+)>([\s\S]*?)<\/function>/g)].map(([, name = '', body = '']) => ({
      name,
      args: toArgs([...body.matchAll(/<parameter=([\w-]+)>\n?([\s\S]*?)\n?<\/parameter>/g)]),
    }))
  },

  (text) => {
    const [, name, body] = /^([\w-]+)\s*((?:<arg_key>[\s\S]*)?)$/.exec(text) ?? []
    if (name === undefined) return undefined
    const pairs = /<arg_key>\s*([\w-]+)\s*<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g
    return [{ name, args: toArgs([...(body ?? '').matchAll(pairs)]) }]
  },
]

/** JSON values one after the other, each a call or a list of calls. */
function fromJson(text: string): TextCall[] | undefined {
  const values = documentsIn(text).map(parseRepaired)
  const calls = values.flatMap((value) => (Array.isArray(value) ? value : [value])).map(toCall)
  return calls.every((call) => call !== undefined) ? calls : undefined
}

function toCall(value: unknown): TextCall | undefined {
  if (!isObject(value)) return undefined
  const call = isObject(value['function']) ? value['function'] : value
  const name = call['name'] ?? call['tool'] ?? call['function']
  const args = call['arguments'] ?? call['parameters'] ?? call['args'] ?? call['input'] ?? {}
  if (typeof name !== 'string') return undefined
  const text = typeof args === 'string' ? args : stringify(args)
  return text !== undefined && isObject(parseRepaired(text)) ? { name, args: repaired(text) } : undefined
}

/** Splits `{…} {…}` and `{…}, {…}` where the outermost bracket closes. */
function documentsIn(text: string): string[] {
  const documents: string[] = []
  let scanner = new JsonScanner()
  let from = 0
  for (let at = 0; at < text.length; ) {
    at = scanner.next(text, at)
    if (!scanner.isComplete) continue
    documents.push(text.slice(from, at))
    scanner = new JsonScanner()
    while (/[\s,;]/.test(text[at] ?? '')) at += 1
    from = at
  }
  return from < text.length ? [...documents, text.slice(from)] : documents
}

const toArgs = (pairs: RegExpExecArray[]): string =>
  stringify(Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, toValue(value.trim())]))) ?? '{}'

/** Numbers, lists and the like as what they are, all else as text. */
const toValue = (text: string): unknown => {
  const value = tryParse(text)
  return value === undefined || typeof value === 'string' ? text : value
}

const repaired = (text: string): string => {
  const reader = new ArgumentsReader()
  return reader.push(text) + reader.end()
}

/** Objects are repaired first, as the arguments of any call are. */
const parseRepaired = (text: string): unknown => tryParse(text) ?? (text.startsWith('{') ? tryParse(repaired(text)) : undefined)

const tryParse = (text: string): unknown => {
  try {
    return parse(text)
  } catch {
    return undefined // Not JSON, so not a call in this form.
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => isRecord(value) && !isLosslessNumber(value)
