import { claimScroll } from '@/components/ui/claim-scroll'
import { glide } from '@/components/ui/media'

/**
 * Keeps what is below an element of the steps where it is on screen, in the frame in which the element became `grownBy` pixels higher: by
 * scrolling where the element is out of sight, above the run line; else what is below it, in its card and after that, glides to
 * its new place.
 */
export const keepBelow = (element: HTMLElement, grownBy: number): void => {
  if (Math.abs(grownBy) < 1) return
  const card = element.closest('[data-slot=run]')
  const scroller = element.closest('[data-scroller]')
  const line = card?.querySelector('[data-slot=run-line]')
  if (!card || !scroller || !line) return
  if (element.getBoundingClientRect().bottom - grownBy <= line.getBoundingClientRect().bottom) {
    claimScroll(scroller)
    scroller.scrollTop += grownBy
    return
  }
  for (const start of [element, card]) {
    for (let below = start.nextElementSibling; below; below = below.nextElementSibling) glide(below, { y: -grownBy })
  }
}
