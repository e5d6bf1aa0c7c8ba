import { Brain, Sparkle, TextAlignStart } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, memo, useId, useRef } from 'react'
import { ToolIcon } from '@/components/run/tool-call'
import { cn } from '@/components/ui/cn'
import { formatSpokenTime } from '@/lib/run-view/format-run'
import { toTimeAxis } from '@/lib/run-view/time-axis'
import type { Timeline, TimelineRow, TimelineSpan } from '@/lib/run-view/timeline'
import { EmptyText } from './details-aside'

type Props = { timeline: Timeline; live: boolean; selectedId: string | undefined; onRow(rowId: string): void }

/**
 * The run as a waterfall: one row for each model turn, thinking, call and answer. A click or an arrow key selects a row and
 * scrolls the thread to its step. While the run goes on, a line marks the present.
 */
export const Waterfall = ({ timeline, live, selectedId, onRow }: Props) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const { rows, elapsed } = timeline
  const { end, ticks } = toTimeAxis(elapsed)
  const idOf = (row: TimelineRow) => `${id}${row.id}`

  const select = (row: TimelineRow) => {
    onRow(row.id)
    document.getElementById(idOf(row))?.scrollIntoView({ block: 'nearest' })
    revealStep(row.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const here = rows.findIndex((row) => row.id === selectedId)
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, Enter: here, ' ': here }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const row = rows[Math.min(rows.length - 1, Math.max(0, next))]
    if (row) select(row)
  }
  const onClick = (event: MouseEvent) => {
    const place = event.target instanceof Element ? event.target.closest('[role=option]') : null
    const row = rows.find((one) => idOf(one) === place?.id)
    if (row) select(row)
  }
  if (rows.length === 0) return <EmptyText>{live ? 'Waiting for the first step…' : 'This run has no steps.'}</EmptyText>
  return (
    <div className="[--names:124px]">
      <div
        className="@container relative ml-(--names) h-[1.125rem] text-2xs text-ink-3 tabular-nums"
        data-slot="time-axis"
        aria-hidden="true"
      >
        {ticks.map(({ at, label }) => (
          <span
            key={at}
            // Where the letters are large, half of the labels have room.
            className="-translate-x-1/2 first:translate-x-0 last:-translate-x-full absolute whitespace-nowrap @max-[14em]:nth-[even]:not-last:invisible"
            style={{ left: percent(at / end) }}
          >
            {label}
          </span>
        ))}
      </div>
      <div className="relative">
        <div className={behindRows} aria-hidden="true">
          {ticks.map(({ at }) => (
            <i key={at} className="last:-translate-x-px absolute inset-y-0 w-px bg-line" style={{ left: percent(at / end) }} />
          ))}
        </div>
        <div
          ref={list}
          role="listbox"
          aria-label="Timeline steps"
          tabIndex={0}
          className="relative rounded-sm"
          aria-activedescendant={selectedId === undefined ? undefined : `${id}${selectedId}`}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          {rows.map((row) => (
            <Row key={row.id} id={idOf(row)} row={row} end={end} isSelected={row.id === selectedId} />
          ))}
        </div>
        {live && (
          <div className={behindRows} aria-hidden="true">
            {/* As wide as the axis and moved as a whole, which is no work for the layout. */}
            <b
              data-slot="now"
              className="absolute inset-0 border-accent border-r-[1.5px] forced-colors:border-[Highlight] forced-colors:forced-color-adjust-none"
              style={{ translate: `calc(${percent(elapsed / end)} - 100%)` }}
            />
          </div>
        )}
      </div>
      <Legend rows={rows} />
    </div>
  )
}

/** The layer behind the rows, as wide as the axis, for the lines of the ticks and of the present. */
const behindRows = cn('pointer-events-none absolute inset-y-0 right-0 left-(--names)')

/** Scrolls a step of the thread into view, unless it is collapsed. */
const revealStep = (rowId: string): void => {
  const row = document.querySelector(`main [data-row="${CSS.escape(rowId)}"]`)
  if (row && !row.closest('[hidden]')) row.scrollIntoView({ block: 'nearest' })
}

type RowProps = { id: string; row: TimelineRow; end: number; isSelected: boolean }

const Row = memo(
  ({ id, row, end, isSelected }: RowProps) => (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-label={labelOf(row)}
      className="group relative grid min-h-8 cursor-pointer grid-cols-[calc(var(--names)-8px)_minmax(0,1fr)] items-center gap-x-2 rounded-sm hover:bg-fill/55 aria-selected:bg-fill/90 coarse:min-h-10"
    >
      <span className="flex min-w-0 items-center gap-1.75 pl-1.75 text-ink-2 text-sm group-aria-selected:font-medium group-aria-selected:text-ink [&>svg]:text-ink-3">
        <RowIcon row={row} />
        <span title={row.query} className="truncate leading-[1.2]">
          {row.label}
          {row.query !== undefined && (
            <em dir="auto" className="block truncate font-normal text-2xs text-ink-3 not-italic">
              {row.query}
            </em>
          )}
        </span>
      </span>
      <span className="relative h-2.5" aria-hidden="true">
        {row.spans.map(({ phase, from, to }, place) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: spans only come at the end
            key={place}
            data-slot="time-span"
            data-phase={phase}
            className={cn(
              'absolute inset-y-0 min-w-0.5 first:rounded-s-[3px] last:rounded-e-[3px] forced-colors:forced-color-adjust-none',
              phaseStyles[phase].bar,
            )}
            style={{ left: percent(from / end), width: percent((to - from) / end) }}
          />
        ))}
      </span>
      {row.before && (
        <span className="pointer-events-none absolute right-0 left-(--names) truncate text-ink-3 text-xs">{inherited}</span>
      )}
    </div>
  ),
  // A tick of the clock renders only the rows in progress, until the axis grows.
  (a, b) => a.id === b.id && a.end === b.end && a.isSelected === b.isSelected && isUnchanged(a.row, b.row),
)

const isUnchanged = (a: TimelineRow, b: TimelineRow): boolean =>
  a.label === b.label &&
  a.query === b.query &&
  a.state === b.state &&
  a.live === b.live &&
  a.before === b.before &&
  a.from === b.from &&
  a.to === b.to &&
  a.spans.length === b.spans.length &&
  a.spans.every((span, place) => isSameSpan(span, b.spans[place]))

const isSameSpan = (a: TimelineSpan, b: TimelineSpan | undefined): boolean =>
  a.phase === b?.phase && a.from === b.from && a.to === b.to

const RowIcon = ({ row }: { row: TimelineRow }) => {
  switch (row.kind) {
    case 'model':
      return <Sparkle size={13} aria-hidden="true" />
    case 'thinking':
      return <Brain size={13} aria-hidden="true" />
    case 'answer':
      return <TextAlignStart size={13} aria-hidden="true" />
    case 'call':
      return <ToolIcon name={row.icon ?? 'tool'} />
  }
}

type PhaseStyle = {
  name: string
  /** The class names of its bars, with system colours for forced-colors mode. */
  bar: string
}

const phaseStyles: Record<TimelineSpan['phase'], PhaseStyle> = {
  waiting: {
    name: 'Waiting',
    // A thin line: here nothing is written and nothing runs.
    bar: cn('bg-control [clip-path:inset(calc(50%-0.5px)_0)] forced-colors:bg-[CanvasText]'),
  },
  writing: {
    name: 'Writing arguments',
    bar: cn(
      'bg-accent-tint bg-[repeating-linear-gradient(135deg,var(--color-accent)_0_2px,transparent_2px_4.5px)]',
      'forced-colors:bg-[repeating-linear-gradient(135deg,CanvasText_0_2px,Canvas_2px_4.5px)]',
    ),
  },
  running: { name: 'Running', bar: cn('bg-accent forced-colors:bg-[Highlight]') },
  text: { name: 'Model text', bar: cn('bg-ink-2 forced-colors:bg-[CanvasText]') },
  failed: {
    name: 'Failed',
    bar: cn(
      'bg-failed forced-colors:bg-[repeating-linear-gradient(45deg,CanvasText_0_1px,Canvas_1px_3px)]',
      'forced-colors:outline forced-colors:outline-[CanvasText]',
    ),
  },
}

/** What the bars mean. "Failed" is listed only when something failed. */
const Legend = ({ rows }: { rows: TimelineRow[] }) => {
  const hasFailed = rows.some(({ spans }) => spans.some(({ phase }) => phase === 'failed'))
  return (
    <ul className="mt-3 mb-4.5 ml-1.75 flex flex-wrap gap-x-3.5 gap-y-1 text-ink-3 text-xs">
      {Object.entries(phaseStyles)
        .filter(([phase]) => phase !== 'failed' || hasFailed)
        .map(([phase, { name, bar }]) => (
          <li key={phase} className="flex items-center gap-1.5">
            <i className={cn('h-2 w-3.5 rounded-[2px] forced-colors:forced-color-adjust-none', bar)} aria-hidden="true" />
            {name}
          </li>
        ))}
    </ul>
  )
}

/** The accessible name of a row, such as "search, done, from 0.8 seconds, took 2.1 seconds"; without a duration while in progress. */
const labelOf = ({ state, from, to, live, before, ...row }: TimelineRow): string => {
  const label = nameOf(row)
  if (before) return `${label}, ${state}, ${inherited}`
  const took = live ? [] : [`took ${formatSpokenTime(to - from)}`]
  return [label, state, `from ${formatSpokenTime(from)}`, ...took].join(', ')
}

/** The label with the query of a search, such as "search “server-sent events”". */
export const nameOf = ({ label, query }: Pick<TimelineRow, 'label' | 'query'>): string =>
  query === undefined ? label : `${label} “${query}”`

/** What a row shows in place of bars when its step was done by an earlier version of the answer. */
export const inherited = 'from the previous version'

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`
