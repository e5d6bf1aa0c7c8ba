import { type RefObject, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { claimScroll } from '@/components/ui/screen'
import type { StepItem } from '@/lib/run-view/state'

/** How many items at the head of the list are folded into one row, and how many steps they hold. */
type EarlierSteps = { items: number; steps: number }

/**
 * Which of the earlier steps are folded now. Those fold that are above what is in view, while the steps rest, and the thread scrolls by as
 * much as they were high, so that nothing moves for it.
 * @param list The element of the list, whose rows are measured
 * @param items Other items whenever a step has changed
 */
export const useEarlierSteps = (list: RefObject<HTMLOListElement | null>, items: StepItem[]): EarlierSteps => {
  const wanted = findEarlierSteps(items)
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

const maxSteps = 8
const stepsKept = 4
const stepsPerFold = 5

/**
 * Which steps fold into "5 earlier steps" when there are more than 8. They fold five at a time, so that the list
 * does not creep with each new step, and only as long as all of them are done: a failure stays in view.
 */
export const findEarlierSteps = (items: StepItem[]): EarlierSteps => {
  const total = countSteps(items)
  if (total <= maxSteps) return { items: 0, steps: 0 }
  const wanted = Math.floor((total - stepsKept) / stepsPerFold) * stepsPerFold
  let earlier: EarlierSteps = { items: 0, steps: 0 }
  let steps = 0
  for (const [index, item] of items.entries()) {
    steps += stepsIn(item)
    if (steps > wanted || !isDone(item)) break
    if (item.kind === 'calls') earlier = { items: index + 1, steps }
  }
  return earlier
}

const stepsIn = (item: StepItem): number => (item.kind === 'calls' ? item.calls.length : 0)

const isDone = (item: StepItem): boolean => item.kind !== 'calls' || item.calls.every((call) => call.state === 'done')

const countSteps = (items: StepItem[]): number => items.reduce((sum, item) => sum + stepsIn(item), 0)

/** After this long without a change the steps rest; ms. */
const calmMs = 300
