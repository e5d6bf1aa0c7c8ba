/** Where the reader is, in px. `end` is the bottom of what is written, without the room that is kept under it. */
export type Place = { top: number; view: number; end: number }

/** Within this of the end the page follows what is being written; from `jumpFromPx` on it offers a way back. */
export const followWithinPx = 80
export const jumpFromPx = 200

/** How much is written below the bottom edge; negative while there is room. */
export const belowEdge = ({ top, view, end }: Place): number => end - (top + view)

/**
 * Whether to go on following after a scroll. Upwards and away from the end lets go (find-in-page scrolls so);
 * downwards to the end takes up again. What a person does with wheel, touch or keys lets go at once, elsewhere.
 */
export const followAfterScroll = (following: boolean, before: number, place: Place): boolean => {
  const nearEnd = belowEdge(place) <= followWithinPx
  if (place.top < before) return following && nearEnd
  if (place.top > before) return following || nearEnd
  return following
}

/** The scroll position that keeps the end in sight; never further up than it is, so that nothing read moves down. */
export const topToFollow = (place: Place): number => place.top + Math.max(0, belowEdge(place))

/** Keys that move the page up or about: whoever presses one wants to read, not to follow. */
export const isReadingKey = (key: string): boolean => readingKeys.has(key)

const readingKeys = new Set(['PageUp', 'PageDown', 'Home', 'ArrowUp', 'ArrowDown'])
