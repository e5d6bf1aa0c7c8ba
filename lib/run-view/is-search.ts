import type { Call } from './run-view'

/** True for a call whose row shows its query and pages rather than arguments and a result. */
export const isSearch = (call: Pick<Call, 'words'> & Partial<Pick<Extract<Call, { state: 'done' }>, 'result'>>): boolean =>
  call.words.title !== undefined && (call.words.noun[0] === 'search' || call.result?.sources !== undefined)

/** The argument `query` of a call as far as it is written, from JSON text that may still be growing. */
export const findQuery = (argsText: string): { text: string; isWhole: boolean } | undefined => {
  const [, escaped, end] = QUERY.exec(argsText) ?? []
  return escaped === undefined ? undefined : { text: toText(escaped), isWhole: end !== undefined }
}

/** Up to the last escape that is whole. */
const QUERY = /"query"\s*:\s*"((?:[^"\\]|\\u[\da-f]{4}|\\[^u])*)(")?/is

const toText = (escaped: string): string => {
  try {
    return String(JSON.parse(`"${escaped}"`))
  } catch {
    // Models also write line breaks and escapes that JSON does not know: these are shown as they came.
    return escaped
  }
}
