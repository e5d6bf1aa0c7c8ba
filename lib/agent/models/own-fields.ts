import { createHash } from 'node:crypto'
import { isRecord } from '@/lib/protocol/is-record'

/** Fields of a server's own, outside of OpenAI's format, by name. */
export type OwnFields = Record<string, unknown>

/** What a server put beside a message and beside its calls; calls by the index of their block. */
export type TurnFields = { message: OwnFields; calls: Record<number, OwnFields> }

/** The fields of an object that are not among `known`; `null` says that there is none. `undefined` where there are none. */
export function ownFieldsOf(object: object, known: ReadonlySet<string>): OwnFields | undefined {
  let found: OwnFields | undefined
  for (const name in object) {
    if (known.has(name)) continue
    const value = object[name as keyof typeof object] as unknown
    if (value === null || value === undefined || name === '__proto__') continue
    found ??= {}
    found[name] = value
  }
  return found
}

/**
 * Adds what came with the next delta. Thinking comes in pieces of text, and lists in pieces that are told apart by an
 * `index` (OpenRouter's `reasoning_details`); anything else comes whole, and the last one counts.
 */
export function addOwnFields(to: OwnFields, more: OwnFields): void {
  for (const [name, value] of Object.entries(more)) {
    const before = to[name]
    if (typeof before === 'string' && typeof value === 'string' && thinkingFields.includes(name)) to[name] = before + value
    else if (Array.isArray(before) && Array.isArray(value)) to[name] = value.reduce(addItem, before)
    else to[name] = isRecord(value) && isRecord(before) ? { ...before, ...value } : value
  }
}

/** The names under which servers send thinking, the usual one first. */
export const thinkingFields: readonly string[] = ['reasoning_content', 'reasoning', 'thinking']

const growing: ReadonlySet<string> = new Set(['text', 'summary', 'thinking', 'data'])

/** A piece of an item that is there grows that item; any other is an item of its own. */
function addItem(items: unknown[], item: unknown): unknown[] {
  const last = items.at(-1)
  if (!isRecord(item) || !isRecord(last) || item['index'] === undefined) return [...items, item]
  if (last['index'] !== item['index'] || last['type'] !== item['type']) return [...items, item]
  const grown: OwnFields = { ...last }
  for (const [name, value] of Object.entries(item)) {
    const before = grown[name]
    grown[name] =
      growing.has(name) && typeof before === 'string' && typeof value === 'string' ? before + value : (value ?? before)
  }
  return [...items.slice(0, -1), grown]
}

/**
 * A short name for the place that a message came from, by which it is known again: fields and ids go back to it and to no
 * other. It is kept with the run, so it does not say the address.
 */
export const toOrigin = (provider: string, baseUrl: string): string =>
  createHash('sha256').update(`${provider} ${baseUrl}`).digest('base64url').slice(0, 12)
