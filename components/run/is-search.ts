import type { Call } from '@/lib/view/run-view'

/** True for a call whose row shows its query and pages rather than arguments and a result. */
export const isSearch = (call: Call): boolean =>
  call.words.title !== undefined &&
  (call.words.noun[0] === 'search' || (call.state === 'done' && call.result.sources !== undefined))
