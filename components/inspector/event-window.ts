/** The rows of a long list that are drawn: those in view and some on both sides; `last` is not among them. */
export type EventWindow = { first: number; last: number }

/** Drawn above and below what is in view, so that a quick scroll does not show empty places. */
const beyond = 12

/** `scrollTop`, `height` and `rowHeight` in px. */
export const toEventWindow = (scrollTop: number, height: number, rowHeight: number, count: number): EventWindow => {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - beyond))
  const last = Math.min(count, Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + beyond)
  return { first: Math.min(first, last), last }
}
