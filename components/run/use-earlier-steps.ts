import { type RefObject, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { claimScroll } from '@/components/ui/screen'
import type { StepItem } from '@/lib/run-view/state'

/** How many items at the head of the list are folded into one row, and how many steps they hold. */
export type EarlierSteps = { items: number; steps: number }

/**
 * Which of the earlier steps are folded now. Those fold that are above what is in view, while the steps rest, and the thread scrolls by as
 * much as they were high, so that nothing moves for it.
 * @param wanted Those that may fold, by the steps alone
 * @param items Other items whenever a step has changed
 */
export const useEarlierSteps = (
  list: RefObject<HTMLOListElement | null>,
  wanted: EarlierSteps,
  items: StepItem[],
): EarlierSteps => {
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
      const edge = scroller.getBoundingClientRect().top
      const isAbove = (row: Element | undefined) => row !== undefined && row.getBoundingClientRect().bottom <= edge
      let count = wanted.items
      while (count > folded.items && !isAbove(rows[count - 1])) count -= 1
      const kept = rows[count]
      if (!kept || count === folded.items) return
      if (!claimScroll(scroller)) {
        frame = requestAnimationFrame(fold)
        return
      }
      const { top } = kept.getBoundingClientRect()
      flushSync(() => setFolded({ items: count, steps: countSteps(items.slice(0, count)) }))
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

const countSteps = (items: StepItem[]): number =>
  items.reduce((sum, item) => sum + (item.kind === 'calls' ? item.calls.length : 0), 0)

/** After this long without a change the steps rest; ms. */
const calmMs = 300
