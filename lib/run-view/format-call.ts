import type { CallResult } from './run-view'

/**
 * A call as one line, `add(x: 10, y: 10)`, from JSON text that may still be growing: `add(x: 10, y`. What is not there
 * yet is not made up; `closed` draws the last bracket once the text is whole.
 */
export const toCallText = (name: string, argsText: string, closed: boolean): string =>
  `${name}(${toArgsText(argsText)}${closed ? ')' : ''}`

/**
 * The result where it fits on the call's line: a number with all of its digits, true or false, or a short text.
 * Anything larger has no such form.
 */
export const toInlineResult = ({ value }: Pick<CallResult, 'value'>): string | undefined => {
  if (value === undefined || value.length > MAX_INLINE_CHARS) return undefined
  const first = value.trimStart().charAt(0)
  if (first === '{' || first === '[') return undefined
  if (first !== '"') return value.trim()
  const text: unknown = parseOrUndefined(value)
  return typeof text === 'string' && !text.includes('\n') ? text : undefined
}

const MAX_INLINE_CHARS = 200

/**
 * The members of the outer object without its braces and without quotes around its keys. Walks the text once, knowing
 * only depth and strings, so any prefix of a document will do.
 */
const toArgsText = (argsText: string): string => {
  let text = ''
  let depth = 0
  let inKey = false
  let inString = false
  let escaped = false
  let expectsKey = false
  for (const character of argsText) {
    if (inString) {
      const ends = character === '"' && !escaped
      escaped = character === '\\' && !escaped
      if (ends) inString = false
      if (!(ends && inKey)) text += character
      if (ends) inKey = false
    } else if (character === '"') {
      inString = true
      inKey = expectsKey && depth === 1
      if (!inKey) text += character
      expectsKey = false
    } else if (character === '{' || character === '[') {
      depth += 1
      expectsKey = character === '{'
      if (depth > 1) text += character
    } else if (character === '}' || character === ']') {
      depth -= 1
      if (depth > 0) text += character
    } else if (character === ',' || character === ':') {
      expectsKey = character === ','
      text += `${character} `
    } else if (!isSpace(character)) text += character
  }
  return text.trimEnd()
}

const isSpace = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\t' || character === '\r'

const parseOrUndefined = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    // A value that is no JSON is shown in the body of its row, as it came.
    return undefined
  }
}
