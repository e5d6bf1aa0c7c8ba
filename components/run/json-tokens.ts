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
  const tokens: JsonToken[] = []
  const open: ('}' | ']')[] = []
  let inString = false
  let keyNext = false

  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    if (isSpace(char)) {
      at += 1
      continue
    }
    switch (char) {
      case '{':
      case '[':
        tokens.push({ kind: 'open', raw: char, depth: open.length, whole: true })
        open.push(char === '{' ? '}' : ']')
        keyNext = char === '{'
        at += 1
        break
      case '}':
      case ']':
        open.pop()
        tokens.push({ kind: 'close', raw: char, depth: open.length, whole: true })
        keyNext = false
        at += 1
        break
      case ',':
        tokens.push({ kind: 'comma', raw: char, depth: open.length, whole: true })
        keyNext = open.at(-1) === '}'
        at += 1
        break
      case ':':
        tokens.push({ kind: 'colon', raw: char, depth: open.length, whole: true })
        keyNext = false
        at += 1
        break
      case '"': {
        const end = endOfString(text, at)
        const raw = text.slice(at, end ?? text.length)
        tokens.push({ kind: keyNext ? 'key' : 'string', raw, depth: open.length, whole: end !== undefined })
        inString = end === undefined
        at += raw.length
        break
      }
      default: {
        const raw = /^[^\s{}[\],:"]+/.exec(text.slice(at, at + longestWord))?.[0] ?? char
        at += raw.length
        tokens.push({ kind: /^-?\d/.test(raw) ? 'number' : 'word', raw, depth: open.length, whole: at < text.length })
      }
    }
  }
  return { tokens, missing: (inString ? '"' : '') + open.reverse().join('') }
}

/** A very long word or number is read in pieces, so that `slice` stays cheap; the pieces follow each other. */
const longestWord = 4096

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\r'

/** The index after the closing quote of the string that opens at `start`. */
const endOfString = (text: string, start: number): number | undefined => {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\') at += 1
    else if (char === '"') return at + 1
  }
  return undefined
}

/**
 * The inside of a JSON string on one line: `\u00e9` reads é, line breaks and quotes stay escaped. An escape or a
 * surrogate pair of which only the first half has come is held back, so nothing shown is ever taken back.
 */
export const toReadable = ({ raw, whole }: JsonToken): string => {
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
