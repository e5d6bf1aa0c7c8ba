import { glide } from '@/components/ui/media'

/**
 * Keeps what is below an element where it is on screen, in the frame in which the element became `grownBy` pixels higher: by scrolling
 * where the element is out of sight, else by letting what is below it, in its section and after that, glide to its new place.
 */
export const keepBelow = (element: HTMLElement, grownBy: number): void => {
  if (Math.abs(grownBy) < 1) return
  const scroller = element.closest('[data-scroller]')
  if (!scroller) return
  const top = scroller.getBoundingClientRect().top
  if (element.getBoundingClientRect().bottom - grownBy <= top) {
    scroller.scrollTop += grownBy
    return
  }
  for (const start of [element, element.closest('[data-slot=run]')]) {
    for (let below = start?.nextElementSibling; below; below = below.nextElementSibling) glide(below, { y: -grownBy })
  }
}
