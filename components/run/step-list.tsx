import { ChevronRight, History } from 'lucide-react'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { readSettings } from '@/components/context/settings'
import { isSearch } from '@/lib/run-view/is-search'
import { hasDoneCall, type StepItem } from '@/lib/run-view/run-view'
import { CallGroup, isUnderWay } from './call-group'
import { earlierOf } from './inherited-steps'
import { NextStepRow } from './next-step-row'
import { NoteRow } from './note-row'
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
    <ol className="steps" ref={list} onKeyDown={moveByKey}>
      {earlier.items > 0 && (
        <li className="item">
          <button type="button" className="earlier" aria-expanded={showEarlier} onClick={() => setShowEarlier(!showEarlier)}>
            <span className="fork">
              <History size={14} aria-hidden="true" />
            </span>
            {earlier.steps} earlier steps
            <ChevronRight className="chevron" size={14} aria-hidden="true" />
          </button>
        </li>
      )}
      {items.map((item, index) => (
        <li key={item.id} className="item" data-kind={item.kind} hidden={index < folded}>
          <Item item={item} enters={enters} wentOn={answered || index < items.length - 1} wentWell={index < lastDone} />
        </li>
      ))}
      {waitsFor > 0 && (
        <li className="item">
          <NextStepRow waitsFor={waitsFor} />
        </li>
      )}
    </ol>
  )
}

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
