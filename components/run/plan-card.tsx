import { Circle, CircleCheck, CircleDot, CircleMinus } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { claimScroll, glide } from '@/components/ui/screen'
import { Spinner } from '@/components/ui/status'
import type { PlanItem, PlanState } from '@/lib/protocol/plan'
import type { Plan } from '@/lib/run-view/plan'

type Props = Plan & {
  /** The run goes on: what is being done turns. */
  isLive: boolean
  className?: string
}

/** The plan of a run as one list that is ticked off and changed, whatever its calls were. What is below it does not jump when it grows. */
export const PlanCard = memo(({ items, isGrowing, count, isLive, className }: Props) => {
  const card = useRef<HTMLElement>(null)
  const height = useRef<number>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: only other tasks are a reason to measure
  useLayoutEffect(() => {
    const element = card.current
    if (!element) return
    if (!isLive) element.style.minHeight = ''
    const { offsetHeight } = element
    const before = height.current ?? offsetHeight
    // It may leave a gap and does not shrink while one looks.
    if (isLive && offsetHeight < before) element.style.minHeight = `${before}px`
    else {
      height.current = offsetHeight
      keepBelow(element, offsetHeight - before)
    }
  }, [items, isLive])
  useEffect(() => {
    const element = card.current
    let width = element?.offsetWidth
    // A window that becomes narrower breaks lines anew, and moves all of the page; folded, it has no height.
    const observer = new ResizeObserver(() => {
      if (!element || element.offsetWidth === width) return
      width = element.offsetWidth
      element.style.minHeight = ''
      height.current = width === 0 ? undefined : element.offsetHeight
    })
    if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [])

  return (
    <section
      ref={card}
      aria-label="Plan"
      data-slot="plan"
      className={cn('border-line border-b px-3.75 pt-2.5 pb-3 last:border-0 print:border-0', className)}
    >
      <h3 className="flex items-baseline gap-2 pb-1.5 text-ink-3 text-xs">
        <span className="font-medium text-ink-2">Plan</span>
        {count && <span className="tabular-nums">{count} done</span>}
      </h3>
      <ol className="grid gap-1.5">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a task has no name but its place
          <Task key={index} {...item} isLive={isLive} isGrowing={isGrowing && index === items.length - 1} />
        ))}
      </ol>
    </section>
  )
})

const words: Record<PlanState, string> = { todo: 'To do', doing: 'In progress', done: 'Done', dropped: 'Skipped' }
const styles: Record<PlanState, string> = {
  todo: 'text-ink-2',
  doing: 'text-ink',
  done: 'text-ink-2',
  dropped: 'text-ink-3 line-through',
}

/** Its icon has the same box in each state, and its text the same weight, so that no line breaks anew. */
const Task = memo(({ task, state, isLive, isGrowing }: PlanItem & { isLive: boolean; isGrowing: boolean }) => (
  <li data-slot="task" data-state={state} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 text-base leading-[1.4]">
    <span className="mt-[0.15em] grid size-4 place-items-center">
      <TaskIcon state={state} isLive={isLive} />
    </span>
    <span className="wrap-anywhere">
      <span className="sr-only">{words[state]}: </span>
      <span dir="auto" className={styles[state]}>
        {task}
      </span>
      {isGrowing && <span className="caret" data-slot="caret" aria-hidden />}
    </span>
  </li>
))

const TaskIcon = ({ state, isLive }: { state: PlanState; isLive: boolean }) => {
  switch (state) {
    case 'todo':
      return <Circle size={16} className="text-control" aria-hidden />
    case 'doing':
      return isLive ? <Spinner className="size-3.5" /> : <CircleDot size={16} className="text-ink-3" aria-hidden />
    case 'done':
      return <CircleCheck size={16} className="text-ink-2" aria-hidden />
    case 'dropped':
      return <CircleMinus size={16} className="text-ink-3" aria-hidden />
  }
}

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
