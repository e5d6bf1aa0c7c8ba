import { isLosslessNumber, isSafeNumber, parse } from 'lossless-json'

/**
 * A call's argument text as a JSON value, strictly. Numbers that JavaScript cannot hold without losing digits become
 * strings of all their digits (our number tools take both). Returns `undefined` where the text is not JSON;
 * empty text is an empty object, as some models write for a tool without arguments.
 */
export function parseCallArgs(argsText: string): unknown {
  if (argsText.trim() === '') return {}
  try {
    return parse(argsText, (_key, value) => (isLosslessNumber(value) ? toNumberOrDigits(value.value) : value))
  } catch {
    // Not JSON: the caller tells the model so.
    return undefined
  }
}

const toNumberOrDigits = (digits: string): number | string => (isSafeNumber(digits) ? Number(digits) : digits)
