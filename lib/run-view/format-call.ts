import { toCallArgs, toText } from './call-args'
import type { CallResult } from './run-view'

/**
 * A call as one line, `add(x: 10, y: 10)`, from JSON text that may still be growing: `add(x: 10, y`. It reads as on its row on
 * screen. What is not there yet is not made up; `closed` draws the last bracket once the text is whole.
 */
export const formatCall = (name: string, argsText: string, closed: boolean): string =>
  `${name}(${toText(toCallArgs(argsText).args).trimEnd()}${closed ? ')' : ''}`

/**
 * The result where it fits on the call's line: a number with all of its digits, true or false, or a short text.
 * Anything larger has no such form.
 */
export const formatInlineResult = ({ value }: Pick<CallResult, 'value'>): string | undefined => {
  if (value === undefined || value.length > MAX_INLINE_CHARS) return undefined
  const first = value.trimStart().charAt(0)
  if (first === '{' || first === '[') return undefined
  if (first !== '"') return value.trim()
  const text: unknown = parseOrUndefined(value)
  return typeof text === 'string' && !text.includes('\n') ? text : undefined
}

const MAX_INLINE_CHARS = 200

const parseOrUndefined = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    // A value that is no JSON is shown in the body of its row, as it came.
    return undefined
  }
}
