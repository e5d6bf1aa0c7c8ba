import { JsonProperty } from '@/lib/protocol/json-property'
import type { Call } from './state'

/** True for a call whose row shows its query and pages rather than arguments and a result. */
export const isSearch = (call: Pick<Call, 'words'> & Partial<Pick<Extract<Call, { state: 'done' }>, 'result'>>): boolean =>
  call.words.title !== undefined && (call.words.noun[0] === 'search' || call.result?.sources !== undefined)

/** The argument `query` of a call as far as it is written, from JSON text that may still be growing. */
export const findQuery = (argsText: string): { text: string; isWhole: boolean } | undefined => {
  const query = new JsonProperty('query')
  const text = query.push(argsText)
  return query.begun ? { text, isWhole: query.done } : undefined
}
