/** The scroll position in px. `end` is the bottom of the written content, without the room that is kept under it. */
export type ScrollPosition = { top: number; view: number; end: number }

/** Within this distance of the end the thread follows what is being written; from `jumpFromPx` on it offers a way back. */
export const followWithinPx = 80
export const jumpFromPx = 200

/** How much content is below the bottom edge; negative while there is room left. */
export const belowEdge = ({ top, view, end }: ScrollPosition): number => end - (top + view)

/**
 * Whether to follow after a scroll. Scrolling up and away from the end stops it (find-in-page scrolls like that); scrolling down
 * to the end resumes it. Wheel, touch and keys stop it directly, in `useThreadScroll`.
 */
export const followAfterScroll = (following: boolean, before: number, place: ScrollPosition): boolean => {
  const nearEnd = belowEdge(place) <= followWithinPx
  if (place.top < before) return following && nearEnd
  if (place.top > before) return following || nearEnd
  return following
}

/** The scroll position that keeps the end in view; never further up than now, so that nothing that was read moves down. */
export const findFollowedTop = (place: ScrollPosition): number => place.top + Math.max(0, belowEdge(place))

/** Whether a key scrolls the page: whoever presses it wants to read, not to follow. */
export const isReadingKey = (key: string): boolean => readingKeys.has(key)

const readingKeys = new Set(['PageUp', 'PageDown', 'Home', 'ArrowUp', 'ArrowDown'])
