import { type KeyboardEvent, type MouseEvent, useCallback, useId, useLayoutEffect, useRef, useState } from 'react'
import type { Ms, NumberedEvent, Seq } from '@/lib/protocol/event'
import { formatEvent, formatOffset } from '@/lib/run-view/format-event'

type Props = {
  events: readonly NumberedEvent[]
  startedAt: Ms
  selectedSeq: Seq | undefined
  onSelect(seq: Seq): void
}

/** A row is this high, in rem: it grows with the person's text size. */
const rowRem = 1.5

/** A virtual list of events: only the rows near the viewport are in the page. Scrolled to the end, it stays there as events arrive. */
export const EventList = ({ events, startedAt, selectedSeq, onSelect }: Props) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(false)
  const [rowHeight, setRowHeight] = useState(rowRem * 16)
  const [{ first, last }, setWindow] = useState(() => toEventWindow(0, 800, rowHeight, events.length))

  const updateWindow = useCallback(() => {
    const element = list.current
    if (!element) return
    const next = toEventWindow(element.scrollTop, element.clientHeight, rowHeight, events.length)
    isAtEnd.current = element.scrollTop > 0 && element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight
    setWindow((before) => (before.first === next.first && before.last === next.last ? before : next))
  }, [rowHeight, events.length])

  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    setRowHeight(rowRem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16))
    if (isAtEnd.current) element.scrollTop = element.scrollHeight
    updateWindow()
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(updateWindow)
    observer.observe(element)
    return () => observer.disconnect()
  }, [updateWindow])

  const select = (place: number) => {
    const event = events[Math.min(events.length - 1, Math.max(0, place))]
    if (!event) return
    onSelect(event.seq)
    list.current && keepInView(list.current, events.indexOf(event) * rowHeight, rowHeight)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const here = events.findIndex(({ seq }) => seq === selectedSeq)
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / rowHeight) - 1)
    const next = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + page,
      PageUp: here - page,
      Home: 0,
      End: events.length - 1,
      Enter: Math.max(0, here),
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    select(next)
  }
  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[role=option]') : null
    if (row) select(Number(row.getAttribute('aria-posinset')) - 1)
  }
  const shown = events.slice(first, last)
  return (
    <div
      ref={list}
      className="scroll-thin min-h-24 flex-[1_1_60%] overflow-y-auto overscroll-contain rounded-md border border-line bg-sunken"
      role="listbox"
      aria-label="Events"
      tabIndex={0}
      aria-activedescendant={shown.some(({ seq }) => seq === selectedSeq) ? `${id}${selectedSeq}` : undefined}
      onScroll={updateWindow}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div
        role="presentation"
        className="overflow-hidden"
        style={{ height: events.length * rowHeight, paddingTop: first * rowHeight }}
      >
        {shown.map((event, place) => (
          <div
            key={event.seq}
            id={`${id}${event.seq}`}
            role="option"
            tabIndex={-1}
            aria-selected={event.seq === selectedSeq}
            aria-setsize={events.length}
            aria-posinset={first + place + 1}
            className="group cursor-pointer px-2.5 hover:bg-fill aria-selected:bg-fill-2"
          >
            <EventLine event={event} startedAt={startedAt} />
          </div>
        ))}
      </div>
    </div>
  )
}

/** One event on one line: its time since the run began, its type and what it carries, as in `0.84 s  TOOL_CALL_START exponentiate`. */
export const EventLine = ({ event, startedAt }: { event: NumberedEvent; startedAt: Ms }) => (
  <span className="grid h-[1.5rem] grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 whitespace-pre font-mono text-ink-2 text-xs leading-[1.5rem] tracking-mono group-aria-selected:text-ink">
    <span className="min-w-[7ch] text-ink-3 tabular-nums group-aria-selected:text-ink">
      {formatOffset(event.timestamp - startedAt)}
    </span>
    <span className="overflow-hidden text-ellipsis">
      {event.type} <span>{formatEvent(event)}</span>
    </span>
  </span>
)

const keepInView = (element: HTMLElement, top: number, height: number): void => {
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + height > element.scrollTop + element.clientHeight) element.scrollTop = top + height - element.clientHeight
}

/** The rows of a long list that are drawn: those in view and some on both sides, from `first` up to but not including `last`. */
export type EventWindow = { first: number; last: number }

/** Drawn above and below what is in view, so that a quick scroll does not show empty places. */
const beyond = 12

/** `scrollTop`, `height` and `rowHeight` in px. */
export const toEventWindow = (scrollTop: number, height: number, rowHeight: number, count: number): EventWindow => {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - beyond))
  const last = Math.min(count, Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + beyond)
  return { first: Math.min(first, last), last }
}
