import { useCallback, useSyncExternalStore } from 'react'

/** Whether the window is as the media query says; false on the server. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}

/**
 * True on touch screens: there `Enter` makes a line, and the page does not take the focus by itself, since that would
 * raise the keyboard.
 */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches

/** How long a glide takes in ms, which is how long steps take to fold. */
const duration = 240
const easing = 'cubic-bezier(.2, 0, 0, 1)'

/**
 * Animates an element that a change of layout has moved to its new place, so that the eye can follow it: it starts `by` pixels
 * from there. With reduced motion it is there at once. The element must not be a scroll container: Chromium does not
 * see that the transform makes up for its move and counts a layout shift; put a plain box around it.
 */
export const glide = (element: Element, by: { x?: number; y?: number }): void => {
  if (Math.abs(by.x ?? 0) + Math.abs(by.y ?? 0) < 1 || prefersReducedMotion()) return
  const { x, y } = leftOf(element)
  const from = `translate(${x + (by.x ?? 0)}px, ${y + (by.y ?? 0)}px)`
  element.animate([{ transform: from }, { transform: 'none' }], { id: glideId, duration, easing })
}

const glideId = 'glide'

/** How far an element still has to go that glides already; that glide ends with the new one. */
const leftOf = (element: Element): { x: number; y: number } => {
  const glides = element.getAnimations?.().filter(({ id }) => id === glideId) ?? []
  if (glides.length === 0) return { x: 0, y: 0 }
  const { m41, m42 } = new DOMMatrixReadOnly(getComputedStyle(element).transform)
  for (const before of glides) before.cancel()
  return { x: m41, y: m42 }
}

/** Whether the person has asked their system for less motion. */
export const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Sent to a scroll container before it is scrolled by {@link claimScroll}. */
export const scrollClaimed = 'scrollclaimed'

/**
 * Claims this frame of a scroll container for a scroll that makes up for a change of height in it. Who follows the end of its content
 * waits for a later frame, since of two moves in one frame a browser takes the change of height for a layout shift. False where it was scrolled
 * for that in this frame already: what can wait, waits.
 */
export const claimScroll = (scroller: Element): boolean => scroller.dispatchEvent(new Event(scrollClaimed, { cancelable: true }))
