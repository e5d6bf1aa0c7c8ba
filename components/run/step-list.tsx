import { History, Sparkle } from 'lucide-react'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { isPressed } from '@/components/context/command-registry'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/run-view/format-run'
import { isSearch } from '@/lib/run-view/is-search'
import { hasDoneCall, isUnderWay, type StepItem } from '@/lib/run-view/state'
import { useEarlierSteps } from './earlier-steps'
import { Chevron } from './fold'
import { ComingStep } from './step'
import { GroupLabel, StepItemRow } from './step-item-row'

type Props = {
  items: StepItem[]
  /** New rows rise into place. */
  animatesIn: boolean
  isLive: boolean
  isAnswered: boolean
  /** Takes the focus when the row that has it folds away. */
  lineId: string
}

/** The steps of a run in the order they came. `J` and `K` move between them, unless the settings turn letter keys off. */
export const StepList = ({ items, animatesIn, isLive, isAnswered, lineId }: Props) => {
  const [showEarlier, setShowEarlier] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  const earlier = useEarlierSteps(list, items)
  const folded = showEarlier ? 0 : earlier.items
  const lastDone = items.findLastIndex((item) => hasDoneCall([item]))
  const awaited = isLive ? countAwaited(items.at(-1)) : 0

  useLayoutEffect(() => {
    const focused = document.activeElement
    if (folded > 0 && list.current?.contains(focused) && focused?.closest('[hidden]')) document.getElementById(lineId)?.focus()
  }, [folded, lineId])

  return (
    <ol className="pt-0.5 pb-2 max-sm:pb-1.5" ref={list} onKeyDown={moveFocus}>
      {earlier.items > 0 && (
        <li className={row}>
          <button
            type="button"
            className="block w-full text-left"
            aria-expanded={showEarlier}
            onClick={() => setShowEarlier(!showEarlier)}
          >
            <GroupLabel icon={<History size={14} aria-hidden />} className="min-h-11">
              {earlier.steps} earlier steps
              <Chevron isOpen={showEarlier} className="ml-auto" />
            </GroupLabel>
          </button>
        </li>
      )}
      {items.map((item, index) => (
        <li
          key={item.id}
          hidden={index < folded}
          className={cn(
            row,
            item.kind === 'note' && 'first:before:hidden',
            // The line ends at the label of a group.
            isGroup(item) && 'before:h-2 first:before:hidden',
            isGroup(items[index - 1]) && 'max-sm:before:hidden',
          )}
        >
          <StepItemRow
            item={item}
            animatesIn={animatesIn}
            hasNext={isAnswered || index < items.length - 1}
            hasLaterSuccess={index < lastDone}
          />
        </li>
      ))}
      {awaited > 0 && (
        <li className={cn(row, 'max-sm:before:hidden')}>
          <ComingStep
            icon={<Sparkle size={13} aria-hidden />}
            title="Decide the next step"
            meta={<span>Waiting for {formatCount(awaited, ['step', 'steps'])}</span>}
          />
        </li>
      )}
    </ol>
  )
}

/** A row, and its piece of the line that joins the icons of the rows: it begins at the first icon and ends at the last. */
const row = cn(
  'group/item relative before:absolute before:inset-y-0 before:left-[23.5px] before:w-px before:bg-line-2 max-sm:before:left-[21.5px]',
  'first:before:top-5.5 last:before:bottom-[calc(100%-22px)] only:before:hidden',
)

const isGroup = (item: StepItem | undefined): boolean => item?.kind === 'calls' && item.calls.length > 1

/**
 * How many calls the model waits for. Shown for a group only, where it is news; not for searches, below which the sources
 * are already shown and must not move when this row goes.
 */
const countAwaited = (last: StepItem | undefined): number =>
  last?.kind === 'calls' && isGroup(last) && !last.calls.some(isSearch) ? last.calls.filter(isUnderWay).length : 0

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const step = isPressed('next-step', event.nativeEvent) ? 1 : isPressed('previous-step', event.nativeEvent) ? -1 : 0
  if (step === 0) return
  const heads = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-slot=step-head]')].filter(
    (head) => !head.closest('[hidden]'),
  )
  const current = heads.findIndex((head) => head === event.target || head.parentElement?.contains(event.target as Node))
  const next = current < 0 ? undefined : heads[current + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
