/** As long as steps take to fold, ms. */
const duration = 240
const easing = 'cubic-bezier(.2, 0, 0, 1)'

/**
 * Lets what a change of layout has moved glide to its new place, so that an eye can follow it: it starts `by` pixels from there. Where
 * people want no motion it stands there at once.
 */
export const glide = (element: Element, by: { x?: number; y?: number }): void => {
  const { x = 0, y = 0 } = by
  if (Math.abs(x) + Math.abs(y) < 1 || isStill()) return
  element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], { duration, easing })
}

/** Lets what was out of sight before a change of layout come up where it stands now. */
export const fadeIn = (element: Element): void => {
  if (isStill()) return
  const hidden = { opacity: 0, visibility: 'hidden' }
  element.animate([hidden, { ...hidden, offset: 0.2 }, { opacity: 1, visibility: 'visible' }], { duration, easing })
}

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
