import { type JsonToken, toJsonTokens, toTokenText } from './json-tokens'

/** A run of characters in one colour. */
export type ArgToken = { kind: 'key' | 'string' | 'number' | 'word' | 'mark'; text: string }

/**
 * The arguments of a call as its row shows them, `x: 10, y: "Nai`: one list of tokens per argument, without the outer
 * braces, and the quotes and brackets that the text still owes.
 */
export type CallArgs = { args: ArgToken[][]; missing: string }

/** Reads arguments as JSON text, finished or not. What is not there yet is not shown: no value is ever made up. */
export const toCallArgs = (text: string): CallArgs => {
  const { tokens, missing } = toJsonTokens(text)
  const isObject = tokens[0]?.raw === '{'
  const args: ArgToken[][] = [[]]
  let hidden = 0
  for (const token of tokens) {
    if (isObject && token.depth === 0 && (token.kind === 'open' || token.kind === 'close') && hidden < 2) hidden += 1
    else if (isObject && token.depth === 1 && token.kind === 'comma') args.push([])
    else args.at(-1)?.push(toArgToken(token))
  }
  const last = tokens.at(-1)
  const inKey = last?.kind === 'key' && !last.whole
  return { args, missing: missing.slice(inKey ? 1 : 0, isObject && hidden === 1 ? -1 : undefined) }
}

/** All of it as plain text. */
export const formatArgs = (args: ArgToken[][]): string =>
  args.map((tokens) => tokens.map((token) => token.text).join('')).join(', ')

/**
 * Arguments in at most `maxChars` characters, so that a result beside them is never cut: whole arguments as long as
 * they fit, then `…`. The first may lose the end of a string; a number is shown whole or not at all.
 */
export const shortenArgs = (args: ArgToken[][], maxChars: number): ArgToken[][] => {
  if (formatArgs(args).length <= maxChars) return args
  for (let count = args.length - 1; count > 0; count -= 1) {
    const kept = args.slice(0, count)
    if (formatArgs(kept).length + 3 <= maxChars) return [...kept, [more]]
  }
  return [cutTokens(args[0] ?? [], Math.max(maxChars - 5, 7)), ...(args.length > 1 ? [[more]] : [])]
}

/** The end of the arguments, for the row of a call that is being written: only what can be in view is drawn. */
export const tailOfArgs = (args: ArgToken[][], maxChars: number): ArgToken[][] => {
  let left = maxChars
  const kept: ArgToken[][] = []
  for (const tokens of args.toReversed()) {
    if (left <= 0) break
    const tail: ArgToken[] = []
    for (const token of tokens.toReversed()) {
      if (left <= 0) break
      tail.unshift({ ...token, text: token.text.slice(-left) })
      left -= token.text.length
    }
    kept.unshift(tail)
  }
  return kept
}

/** The same text over several lines, or on one where it is short: what an opened row shows. */
export const toPretty = (text: string): { tokens: ArgToken[]; missing: string } => {
  const { tokens, missing } = toJsonTokens(text)
  const breaks = tokens.reduce((sum, token) => sum + token.raw.length + 1, 0) > 56
  const pretty = tokens.map((token, index): ArgToken => {
    const before = tokens[index - 1]
    const shown = toPrettyToken(token)
    const empty = token.kind === 'close' && before?.kind === 'open'
    const space = token.kind === 'close' || before?.kind === 'open' || before?.kind === 'comma'
    if (before === undefined || empty || !space) return shown
    return { ...shown, text: (breaks ? `\n${'  '.repeat(token.depth)}` : ' ') + shown.text }
  })
  return { tokens: pretty, missing }
}

const more: ArgToken = { kind: 'mark', text: '…' }

const toArgToken = (token: JsonToken): ArgToken => {
  switch (token.kind) {
    case 'key':
      return { kind: 'key', text: toTokenText(token) }
    case 'colon':
      return { kind: 'key', text: ': ' }
    case 'string':
      return { kind: 'string', text: `"${toTokenText(token)}${token.whole ? '"' : ''}` }
    case 'comma':
      return { kind: 'mark', text: ', ' }
    case 'open':
    case 'close':
      return { kind: 'mark', text: token.raw }
    default:
      return { kind: token.kind, text: token.raw }
  }
}

const toPrettyToken = (token: JsonToken): ArgToken => {
  switch (token.kind) {
    case 'key':
      return { kind: 'key', text: `"${toTokenText(token)}${token.whole ? '"' : ''}` }
    case 'colon':
      return { kind: 'mark', text: ': ' }
    case 'comma':
      return { kind: 'mark', text: ',' }
    default:
      return toArgToken(token)
  }
}

const cutTokens = (tokens: ArgToken[], maxChars: number): ArgToken[] => {
  let left = maxChars
  const kept: ArgToken[] = []
  for (const token of tokens) {
    if (token.text.length > left) {
      const part = token.kind === 'string' && left > 3 ? `${token.text.slice(0, left).replace(/[\ud800-\udbff]$/, '')}…"` : '…'
      return [...kept, { kind: token.kind === 'string' ? 'string' : 'mark', text: part }]
    }
    kept.push(token)
    left -= token.text.length
  }
  return kept
}
