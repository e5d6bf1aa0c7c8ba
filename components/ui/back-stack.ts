/** What lies over the page, the topmost last: how each is closed. */
const open: (() => void)[] = []
/** A step back that was asked for here is under way. */
let isGoing = false

/**
 * While something lies over the page, the history has one more entry for it: going back to the one before closes it. Closed
 * otherwise, that entry is left; a page that is gone to takes its place (see `goTo`).
 * @returns For when it has gone
 */
export const lieOver = (close: () => void): (() => void) => {
  open.push(close)
  settleSoon()
  return () => {
    const index = open.indexOf(close)
    if (index >= 0) open.splice(index, 1)
    settleSoon()
  }
}

/** How many things lie over the page at the entry where the browser is. */
const depth = (): number => Number(history.state?.over ?? 0)

/** Not at once: what goes and what comes in its place, or where it leads, are one change. */
const settleSoon = (): void => void setTimeout(settle)

const settle = (): void => {
  if (isGoing) return
  const missing = open.length - depth()
  if (missing < 0) {
    isGoing = true
    history.go(missing)
  }
  for (let over = depth() + 1; missing > 0 && over <= open.length; over += 1) history.pushState({ over }, '')
}

settleSoon()
addEventListener('popstate', () => {
  if (isGoing) {
    // Our own step, and nobody's wish to close what has been opened meanwhile: that gets its entry now.
    isGoing = false
    return settleSoon()
  }
  while (open.length > depth()) open.pop()?.()
  // An entry that is gone forward to, and of which nothing is left, is no place to be.
  settleSoon()
})
