import { JsonScanner } from '@/lib/protocol/json-scanner'

/** A piece of JSON text as it stands there: `raw` keeps every digit and quote. `depth` counts the brackets around it. */
export type JsonToken = {
  kind: 'key' | 'string' | 'number' | 'word' | 'open' | 'close' | 'comma' | 'colon'
  raw: string
  depth: number
  /** False for a last piece whose end is not known: the text stops inside it. */
  whole: boolean
}

/** What is still to be closed, innermost first: `"]}`. */
export type JsonTokens = { tokens: JsonToken[]; missing: string }

/**
 * Cuts JSON text into tokens. The text may stop anywhere, as it does while a model writes it, and may even be wrong:
 * what fits no rule of JSON becomes a `word`. Never throws, and never adds anything that is not in the text.
 */
export const toJsonTokens = (text: string): JsonTokens => {
  const scanner = new JsonScanner()
  const tokens: JsonToken[] = []
  let string = 0
  const add = (kind: JsonToken['kind'], from: number, to: number, depth: number, whole = true): void => {
    tokens.push({ kind, raw: text.slice(from, to), depth, whole })
  }
  for (let at = 0; at < text.length; ) {
    const end = scanner.next(text, at)
    const { kind, depth, isKey } = scanner
    switch (kind) {
      case 'open':
        add('open', at, end, depth - 1)
        break
      case 'close':
      case 'comma':
      case 'colon':
        add(kind, at, end, depth)
        break
      case 'word':
        add(isDigit.test(text.slice(at, at + 2)) ? 'number' : 'word', at, end, depth, end < text.length)
        break
      case 'quote':
        string = at
        break
      case 'end-quote':
        add(isKey ? 'key' : 'string', string, end, depth)
    }
    at = end
  }
  if (scanner.inString) add(scanner.isKey ? 'key' : 'string', string, text.length, scanner.depth, false)
  return { tokens, missing: scanner.missing }
}

const isDigit = /^-?\d/

/**
 * The inside of a JSON string on one line: `\u00e9` reads é, line breaks and quotes stay escaped. An escape or a
 * surrogate pair of which only the first half has come is held back, so nothing shown is ever taken back.
 */
export const toTokenText = ({ raw, whole }: JsonToken): string => {
  const inside = raw.slice(1, whole ? -1 : undefined)
  const readable = inside.replace(
    /\\(?:u([0-9a-fA-F]{4})|u[0-9a-fA-F]{0,3}$|(.)|$)/gs,
    (written, hex?: string, sign?: string) => {
      if (hex !== undefined) return printable(hex) ?? written
      if (sign === undefined) return whole ? written : ''
      return sign === '/' ? '/' : written
    },
  )
  return whole ? readable : readable.replace(/[\ud800-\udbff]$/, '')
}

/** A character that a person can read; control characters, quotes and backslashes stay as they are written. */
const printable = (hex: string): string | undefined => {
  const char = String.fromCharCode(Number.parseInt(hex, 16))
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}"\\]/u.test(char) ? undefined : char
}
