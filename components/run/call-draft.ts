import { parse } from 'lossless-json'
import { maxArgsBytes } from '@/lib/protocol/branch-point'
import { toPretty } from '@/lib/run-view/call-args'
import { type JsonToken, toJsonTokens } from '@/lib/run-view/json-tokens'

/** The arguments of a call while they are edited: one field each where all are plain values, otherwise all of them as JSON. */
export type CallDraft = { kind: 'fields'; fields: ArgField[] } | { kind: 'json'; text: string; before: string }

export type ArgField = {
  /** The argument's name, as JSON text. */
  key: string
  label: string
  kind: 'text' | 'number' | 'switch'
  value: string
  /** Needs more than one line. */
  isLong: boolean
  /** The original value, as shown and as JSON text; an unchanged field is sent exactly as it was. */
  before: { value: string; raw: string }
}

/** The arguments of a call as a form: fields if all of them are plain values, else JSON text to be edited. */
export const toDraft = (argsText: string): CallDraft => {
  const fields = findFields(argsText)
  if (fields) return { kind: 'fields', fields }
  const text = argsText.trim() === '' ? '{}' : formatJson(argsText)
  return { kind: 'json', text, before: text }
}

/** The edited arguments as JSON text; `undefined` if nothing was changed. */
export const toChangedArgs = (draft: CallDraft): string | undefined => {
  if (draft.kind === 'json') return draft.text === draft.before ? undefined : draft.text
  if (draft.fields.every((field) => field.value === field.before.value)) return undefined
  return `{${draft.fields.map((field) => `${field.key}:${toRaw(field)}`).join(',')}}`
}

/** What is wrong with the arguments, in a sentence; `undefined` if they can be run. */
export const findDraftProblem = (draft: CallDraft): string | undefined => {
  const args = draft.kind === 'json' ? draft.text : (toChangedArgs(draft) ?? '')
  if (new TextEncoder().encode(args).byteLength > maxArgsBytes) {
    return `These arguments are too long. The limit is ${maxArgsBytes / 1024} KB.`
  }
  return draft.kind === 'json' ? findJsonProblem(draft.text) : undefined
}

/** Whether the text is a JSON number. Anything else in a number field is sent as text, and the tool decides. */
export const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text.trim())

const toRaw = ({ kind, value, before }: ArgField): string => {
  if (value === before.value) return before.raw
  if (kind === 'switch') return value
  return kind === 'number' && isNumber(value) ? value.trim() : JSON.stringify(value)
}

const maxFields = 12
const maxLineChars = 60

/** One field for each argument; `undefined` unless they are an object of a few plain values, each named once. */
const findFields = (argsText: string): ArgField[] | undefined => {
  if (findJsonProblem(argsText) !== undefined) return undefined
  const { tokens } = toJsonTokens(argsText)
  const inner = tokens.slice(1, -1)
  const fields: ArgField[] = []
  for (let at = 0; at < inner.length; at += 4) {
    const [key, , value] = inner.slice(at, at + 3)
    const field = key && value && createField(key, value)
    if (!field || fields.length >= maxFields || fields.some(({ label }) => label === field.label)) return undefined
    fields.push(field)
  }
  return fields.length > 0 ? fields : undefined
}

const createField = (key: JsonToken, { kind, raw }: JsonToken): ArgField | undefined => {
  const name: string = JSON.parse(key.raw)
  const field = (kind: ArgField['kind'], value: string): ArgField => ({
    key: key.raw,
    label: name.trim() === '' ? key.raw : name,
    kind,
    value,
    isLong: value.length > maxLineChars || value.includes('\n'),
    before: { value, raw },
  })
  if (kind === 'number') return field('number', raw)
  if (kind === 'string') return field('text', JSON.parse(raw))
  return raw === 'true' || raw === 'false' ? field('switch', raw) : undefined
}

/** Pretty-prints the arguments. Text that is not JSON stays as the model wrote it. */
const formatJson = (argsText: string): string =>
  findJsonProblem(argsText) === undefined
    ? toPretty(argsText)
        .tokens.map(({ text }) => text)
        .join('')
    : argsText

const findJsonProblem = (text: string): string | undefined => {
  try {
    const value: unknown = parse(text)
    const isObject = typeof value === 'object' && value !== null && text.trim().startsWith('{')
    return isObject ? undefined : 'Arguments must be an object: names and values between { and }.'
  } catch (error) {
    return error instanceof SyntaxError ? formatSyntaxError(error.message, text) : 'This is nested too deeply.'
  }
}

/** "Line 2, column 8: comma ',' expected after value but got 'y'." */
const formatSyntaxError = (message: string, text: string): string => {
  const [, words = message, position = '0'] = /^(.*) at position (\d+)$/s.exec(message) ?? []
  const before = text.slice(0, Number(position)).split('\n')
  const problem = /^Invalid character '\p{Cc}'/u.test(words)
    ? 'a text cannot contain a line break or a tab, write \\n or \\t'
    : words.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
  return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${problem}.`
}
