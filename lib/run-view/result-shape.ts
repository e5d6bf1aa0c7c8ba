import { type JsonToken, toJsonTokens } from '@/lib/run-view/json-tokens'
import type { CallResult } from '@/lib/run-view/state'

/** A JSON document in which numbers keep their digits. */
export type JsonNode =
  | { kind: 'string'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'word'; text: string }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'object'; entries: [string, JsonNode][] }

/** How a result is shown: in the row of its call, as a table, as a tree, as text, or as a file. */
export type ResultShape =
  | { shape: 'inline'; text: string; short: string }
  | { shape: 'rows'; columns: string[]; rows: Map<string, JsonNode>[] }
  | { shape: 'tree'; node: JsonNode }
  | { shape: 'text'; text: string }
  | { shape: 'big'; text: string }

const maxInlineChars = 40
/** A longer result is offered as a file. */
const maxShownChars = 200 * 1024

/** How a result is shown. It reads `value`, which is JSON text, or else `content`; text that is no JSON is shown as text. */
export const findResultShape = (result: CallResult): ResultShape => {
  const text = result.value ?? result.content
  if (text.length > maxShownChars) return { shape: 'big', text }
  const node = readJson(text)
  switch (node?.kind) {
    case 'number':
      return { shape: 'inline', text: node.text, short: shortenNumber(node.text) }
    case 'word':
      return { shape: 'inline', text: node.text, short: node.text }
    case 'string':
      return isShort(node.text) ? { shape: 'inline', text: node.text, short: node.text } : { shape: 'text', text: node.text }
    case 'array':
    case 'object': {
      const table = node.kind === 'array' ? findRows(node.items) : undefined
      return table ?? { shape: 'tree', node }
    }
    default:
      return { shape: 'text', text }
  }
}

/** What a row shows after `=`: a short `value`. A result without one, or with a long one, is shown in the body alone. */
export const findInlineResult = (result: CallResult): { text: string; short: string } | undefined => {
  if (result.value === undefined || result.value.length > maxShownChars) return undefined
  const shape = findResultShape(result)
  return shape.shape === 'inline' ? shape : undefined
}

/** A number of more than 12 significant digits as 10 of them and `…`; its size stays readable. */
export const shortenNumber = (text: string): string => {
  const [, sign = '', whole = '', , fraction = '', exponent = ''] = /^(-?)(\d+)(\.(\d+))?([eE][+-]?\d+)?$/.exec(text) ?? []
  const digits = `${whole}${fraction}`
  const zeros = digits.length - digits.replace(/^0+/, '').length
  if (digits.length - zeros <= 12) return text
  const kept = digits.slice(0, zeros + 10)
  const shown = kept.length > whole.length ? `${kept.slice(0, whole.length)}.${kept.slice(whole.length)}` : kept
  const size = exponent === '' && whole.length > kept.length ? ` (${whole.length} digits)` : ''
  return `${sign}${shown}…${exponent}${size}`
}

/** Parses JSON text; `undefined` where it is not JSON, or too deep. */
export const readJson = (text: string): JsonNode | undefined => {
  try {
    JSON.parse(text)
  } catch {
    // Not JSON, so it is shown as text.
    return undefined
  }
  const { tokens } = toJsonTokens(text)
  if (tokens.some((token) => token.depth > maxDepth)) return undefined
  return readNode(tokens.values())
}

/** Deeper documents are shown as text: a tree of them would help nobody. */
const maxDepth = 60

const readNode = (tokens: Iterator<JsonToken>): JsonNode | undefined => {
  const { value: token, done } = tokens.next()
  return done ? undefined : nodeOf(token, tokens)
}

const nodeOf = (token: JsonToken, tokens: Iterator<JsonToken>): JsonNode | undefined => {
  switch (token.kind) {
    case 'string':
      return { kind: 'string', text: JSON.parse(token.raw) }
    case 'number':
    case 'word':
      return { kind: token.kind, text: token.raw }
    case 'open':
      return token.raw === '[' ? readArray(tokens) : readObject(tokens)
    default:
      return undefined
  }
}

const readArray = (tokens: Iterator<JsonToken>): JsonNode => {
  const items: JsonNode[] = []
  for (let next = tokens.next(); !next.done && next.value.kind !== 'close'; next = tokens.next()) {
    const item = nodeOf(next.value, tokens)
    if (item) items.push(item)
  }
  return { kind: 'array', items }
}

const readObject = (tokens: Iterator<JsonToken>): JsonNode => {
  const entries: [string, JsonNode][] = []
  for (let next = tokens.next(); !next.done && next.value.kind !== 'close'; next = tokens.next()) {
    if (next.value.kind !== 'key') continue
    const key: string = JSON.parse(next.value.raw)
    tokens.next()
    const value = readNode(tokens)
    if (value) entries.push([key, value])
  }
  return { kind: 'object', entries }
}

const isShort = (text: string): boolean => text.length <= maxInlineChars && !text.includes('\n')

/** Flat objects of at most 8 fields make a table. */
const findRows = (items: JsonNode[]): ResultShape | undefined => {
  const rows: Map<string, JsonNode>[] = []
  const columns = new Set<string>()
  for (const item of items) {
    if (item.kind !== 'object' || item.entries.some(([, value]) => value.kind === 'array' || value.kind === 'object'))
      return undefined
    rows.push(new Map(item.entries))
    for (const [key] of item.entries) columns.add(key)
  }
  return columns.size > 0 && columns.size <= 8 ? { shape: 'rows', columns: [...columns], rows } : undefined
}
