import { type RefObject, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { claimScroll } from '@/components/ui/claim-scroll'

/** How many items at the head of the list are folded into one row, and how many steps they hold. */
export type EarlierSteps = { items: number; steps: number }

/**
 * Which of the earlier steps are folded now. More of them fold only when they are all above what is in view, and the thread scrolls by
 * as much as they were high, so that nothing moves for it: until then they stay. They fold while the steps rest.
 * @param wanted Those that may fold, by the steps alone
 * @param items Other items whenever a step has changed
 */
export const useEarlierSteps = (list: RefObject<HTMLOListElement | null>, wanted: EarlierSteps, items: unknown): EarlierSteps => {
  const [folded, setFolded] = useState(wanted)

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again after each change, since the thread has scrolled
  useLayoutEffect(() => {
    if (wanted.items === folded.items) return
    const scroller = list.current?.closest('[data-scroller]')
    if (wanted.items < folded.items || !scroller) {
      setFolded(wanted)
      return
    }
    let frame = 0
    const fold = () => {
      const rows = [...(list.current?.children ?? [])].slice(folded.items > 0 ? 1 : 0)
      const [last, kept] = [rows[wanted.items - 1], rows[wanted.items]]
      if (!last || !kept || last.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top) return
      if (!claimScroll(scroller)) {
        frame = requestAnimationFrame(fold)
        return
      }
      const { top } = kept.getBoundingClientRect()
      flushSync(() => setFolded(wanted))
      scroller.scrollTop += kept.getBoundingClientRect().top - top
    }
    const timer = setTimeout(() => {
      frame = requestAnimationFrame(fold)
    }, calmMs)
    return () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
  }, [wanted.items, folded.items, items])

  return folded
}

/** After this long without a change the steps rest; ms. */
const calmMs = 300
