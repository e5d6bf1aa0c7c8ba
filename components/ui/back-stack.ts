/** How to close each layer that is open over the page; the topmost is last. */
const layers: (() => void)[] = []
/** A `history.go` of this file is in progress. */
let isNavigating = false

/**
 * Gives a layer over the page, such as a dialog, an entry in the history, so that going back closes it. When it is closed
 * otherwise, the browser goes back from that entry; a page that is opened from it replaces the entry (see `goTo`).
 * @returns To be called when the layer has closed
 */
export const openLayer = (close: () => void): (() => void) => {
  layers.push(close)
  syncLater()
  return () => {
    const index = layers.indexOf(close)
    if (index >= 0) layers.splice(index, 1)
    syncLater()
  }
}

/** How many layers the current entry of the history stands for. */
const depth = (): number => Number(history.state?.over ?? 0)

/** In a later task, so that closing one layer and opening another, or a page, count as one change. */
const syncLater = (): void => void setTimeout(sync)

const sync = (): void => {
  if (isNavigating) return
  const difference = layers.length - depth()
  if (difference < 0) {
    isNavigating = true
    history.go(difference)
  }
  for (let over = depth() + 1; difference > 0 && over <= layers.length; over += 1) history.pushState({ over }, '')
}

syncLater()
addEventListener('popstate', () => {
  if (isNavigating) {
    // The step was ours, so nothing is closed; a layer that was opened meanwhile gets its entry now.
    isNavigating = false
    return syncLater()
  }
  while (layers.length > depth()) layers.pop()?.()
  // Going forward leads to an entry whose layer no longer exists, which is left again.
  syncLater()
})
