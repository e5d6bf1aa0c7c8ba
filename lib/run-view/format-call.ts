import { formatArgs, toCallArgs } from './call-args'
import type { CallResult } from './state'

/**
 * A call as one line, `add(x: 10, y: 10)`, as in its row on screen. The arguments are JSON text that may be unfinished:
 * `add(x: 10, y`; nothing is added to it but the last bracket, if `closed`.
 */
export const formatCall = (name: string, argsText: string, closed: boolean): string =>
  `${name}(${formatArgs(toCallArgs(argsText).args).trimEnd()}${closed ? ')' : ''}`

/**
 * A result that fits on the line of its call: a number with all of its digits, true or false, or a short text.
 * `undefined` for anything larger.
 */
export const formatInlineResult = ({ value }: Pick<CallResult, 'value'>): string | undefined => {
  if (value === undefined || value.length > maxInlineChars) return undefined
  const first = value.trimStart().charAt(0)
  if (first === '{' || first === '[') return undefined
  if (first !== '"') return value.trim()
  const text: unknown = parseOrUndefined(value)
  return typeof text === 'string' && !text.includes('\n') ? text : undefined
}

const maxInlineChars = 200

const parseOrUndefined = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    // A value that is not JSON is shown in the body of its row.
    return undefined
  }
}
