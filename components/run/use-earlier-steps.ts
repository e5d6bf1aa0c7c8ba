import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** How many items at the head of the list are folded into one row, and how many steps they hold. */
export type EarlierSteps = { items: number; steps: number }

/**
 * Which of the earlier steps are folded now. More of them fold only when they are all above what is in view, and the thread scrolls by
 * as much as they were high, so that nothing moves for it: until then they stay.
 * @param wanted Those that may fold, by the steps alone
 */
export const useEarlierSteps = (
  list: RefObject<HTMLOListElement | null>,
  wanted: EarlierSteps,
  itemCount: number,
): EarlierSteps => {
  const [folded, setFolded] = useState(wanted)
  /** The first item that stays, and where it was before the others were folded. */
  const kept = useRef<{ item: Element; top: number }>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again with each new item, since the thread has scrolled
  useLayoutEffect(() => {
    if (wanted.items === folded.items) return
    const items = [...(list.current?.children ?? [])].slice(folded.items > 0 ? 1 : 0)
    const [last, item] = [items[wanted.items - 1], items[wanted.items]]
    if (wanted.items > folded.items && last && item) {
      const top = list.current?.closest('[data-scroller]')?.getBoundingClientRect().top ?? Infinity
      if (last.getBoundingClientRect().bottom > top) return
      kept.current = { item, top: item.getBoundingClientRect().top }
    }
    setFolded(wanted)
  }, [wanted.items, folded.items, itemCount])

  // biome-ignore lint/correctness/useExhaustiveDependencies: in the frame in which they were folded
  useLayoutEffect(() => {
    if (!kept.current) return
    const { item, top } = kept.current
    kept.current = undefined
    const scroller = item.closest('[data-scroller]')
    if (scroller) scroller.scrollTop += item.getBoundingClientRect().top - top
  }, [folded])

  return folded
}
