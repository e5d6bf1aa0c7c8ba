import { History, Sparkle } from 'lucide-react'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { readSettings } from '@/components/context/settings'
import { cn } from '@/components/ui/cn'
import { isSearch } from '@/lib/run-view/is-search'
import { hasDoneCall, type StepItem } from '@/lib/run-view/run-view'
import { CallGroup, GroupHead, isUnderWay } from './call-group'
import { Chevron } from './chevron'
import { earlierOf } from './earlier-steps'
import { NoteRow } from './note-row'
import { ComingStep } from './step'
import { ThinkingRow } from './thinking-row'

type Props = {
  items: StepItem[]
  /** New rows rise into place. */
  enters: boolean
  live: boolean
  answered: boolean
  /** Where focus goes when the row that has it folds away. */
  lineId: string
}

/** The steps of a run in the order they came. `J` and `K` move between them, unless settings say otherwise. */
export const StepList = ({ items, enters, live, answered, lineId }: Props) => {
  const [showEarlier, setShowEarlier] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  const earlier = earlierOf(items)
  const folded = showEarlier ? 0 : earlier.items
  const lastDone = items.findLastIndex((item) => hasDoneCall([item]))
  const waitsFor = live ? waitingFor(items.at(-1)) : 0

  useLayoutEffect(() => {
    const focused = document.activeElement
    if (folded > 0 && list.current?.contains(focused) && focused?.closest('[hidden]')) document.getElementById(lineId)?.focus()
  }, [folded, lineId])

  return (
    <ol className="border-line border-t pt-0.5 pb-2 max-sm:pb-1.5" ref={list} onKeyDown={moveByKey}>
      {earlier.items > 0 && (
        <li className={row}>
          <button
            type="button"
            className="block w-full text-left"
            aria-expanded={showEarlier}
            onClick={() => setShowEarlier(!showEarlier)}
          >
            <GroupHead icon={<History size={14} aria-hidden />} className="min-h-11">
              {earlier.steps} earlier steps
              <Chevron isOpen={showEarlier} className="ml-auto" />
            </GroupHead>
          </button>
        </li>
      )}
      {items.map((step, index) => (
        <li
          key={step.id}
          hidden={index < folded}
          className={cn(
            row,
            step.kind === 'note' && 'first:before:hidden',
            // A group hangs on its label.
            isGroup(step) && 'before:h-2 first:before:hidden',
            isGroup(items[index - 1]) && 'max-sm:before:hidden',
          )}
        >
          <Item item={step} enters={enters} wentOn={answered || index < items.length - 1} wentWell={index < lastDone} />
        </li>
      ))}
      {waitsFor > 0 && (
        <li className={cn(row, 'max-sm:before:hidden')}>
          <ComingStep
            icon={<Sparkle size={13} aria-hidden />}
            title="Decide the next step"
            meta={
              <span>
                Waits for {waitsFor} {waitsFor === 1 ? 'step' : 'steps'}
              </span>
            }
          />
        </li>
      )}
    </ol>
  )
}

/** A row, and its piece of the line that joins the nodes of the rows: it begins at the first node and ends at the last. */
const row = cn(
  'group/item relative before:absolute before:inset-y-0 before:left-[23.5px] before:w-px before:bg-line-2 max-sm:before:left-[21.5px]',
  'first:before:top-5.5 last:before:bottom-[calc(100%-22px)] only:before:hidden',
)

const isGroup = (step: StepItem | undefined): boolean => step?.kind === 'calls' && step.calls.length > 1

const Item = ({ item, ...rest }: { item: StepItem; enters: boolean; wentOn: boolean; wentWell: boolean }) => {
  switch (item.kind) {
    case 'note':
      return <NoteRow text={item.text} />
    case 'thinking':
      return <ThinkingRow item={item} enters={rest.enters} />
    case 'calls':
      return <CallGroup calls={item.calls} {...rest} />
  }
}

/**
 * How many calls the model waits for. Said of a group only, where it is news; not of searches, under which the sources
 * already stand and must not move when this row goes.
 */
const waitingFor = (last: StepItem | undefined): number =>
  last?.kind === 'calls' && last.calls.length > 1 && !last.calls.some(isSearch) ? last.calls.filter(isUnderWay).length : 0

const moveByKey = (event: KeyboardEvent<HTMLElement>): void => {
  if ((event.key !== 'j' && event.key !== 'k') || event.ctrlKey || event.metaKey || event.altKey) return
  if (!readSettings().letterKeys || isField(event.target)) return
  const heads = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-slot=step-head]')].filter(
    (head) => !head.closest('[hidden]'),
  )
  const here = heads.findIndex((head) => head === event.target || head.parentElement?.contains(event.target as Node))
  const next = here < 0 ? undefined : heads[here + (event.key === 'j' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

const isField = (target: EventTarget): boolean => target instanceof Element && target.closest('input, textarea, select') !== null
