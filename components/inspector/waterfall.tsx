import { type KeyboardEvent, type MouseEvent, memo, useId, useRef } from 'react'
import { toSpokenClock } from '@/components/ui/format-spoken-time'
import { toTimeAxis } from '@/lib/run-view/time-axis'
import type { Timeline, TimelineRow, TimelineSpan } from '@/lib/run-view/timeline'
import { revealStep } from './reveal-step'
import { RowIcon } from './row-icon'
import { nameOf, takenOver } from './timeline-table'

type Props = { timeline: Timeline; live: boolean; chosenId: string | undefined; onRow(rowId: string): void }

/**
 * The run in time, one row for each model turn, thinking, call and answer. Rows are chosen by pointer or arrow keys;
 * `Enter` goes to the step in the thread. While the run goes on, a line says where now is.
 */
export const Waterfall = ({ timeline, live, chosenId, onRow }: Props) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const { rows, elapsed } = timeline
  const { end, ticks } = toTimeAxis(elapsed)
  const idOf = (row: TimelineRow) => `${id}${row.id}`

  const choose = (row: TimelineRow) => {
    onRow(row.id)
    document.getElementById(idOf(row))?.scrollIntoView({ block: 'nearest' })
    revealStep(row.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const here = rows.findIndex((row) => row.id === chosenId)
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, Enter: here, ' ': here }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const row = rows[Math.min(rows.length - 1, Math.max(0, next))]
    if (row) choose(row)
  }
  const onClick = (event: MouseEvent) => {
    const place = event.target instanceof Element ? event.target.closest('[role=option]') : null
    const row = rows.find((one) => idOf(one) === place?.id)
    if (row) choose(row)
  }
  if (rows.length === 0) return <p className="details-empty">{live ? 'Waiting for the first step.' : 'This run has no steps.'}</p>
  return (
    <div className="waterfall">
      <div className="axis" data-slot="time-axis" aria-hidden="true">
        {ticks.map(({ at, label }) => (
          <span key={at} style={{ left: percent(at / end) }}>
            {label}
          </span>
        ))}
      </div>
      <div className="wf-area">
        <div className="wf-lines" aria-hidden="true">
          {ticks.map(({ at }) => (
            <i key={at} style={{ left: percent(at / end) }} />
          ))}
        </div>
        <div
          ref={list}
          role="listbox"
          aria-label="Steps in time"
          tabIndex={0}
          aria-activedescendant={chosenId === undefined ? undefined : `${id}${chosenId}`}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          {rows.map((row) => (
            <Row key={row.id} id={idOf(row)} row={row} end={end} isChosen={row.id === chosenId} />
          ))}
        </div>
        {live && (
          <div className="wf-lines" aria-hidden="true">
            <b data-slot="now" style={{ translate: `calc(${percent(elapsed / end)} - 100%)` }} />
          </div>
        )}
      </div>
      <Key rows={rows} />
    </div>
  )
}

type RowProps = { id: string; row: TimelineRow; end: number; isChosen: boolean }

const Row = memo(
  ({ id, row, end, isChosen }: RowProps) => (
    <div id={id} className="wf-row" role="option" tabIndex={-1} aria-selected={isChosen} aria-label={labelOf(row)}>
      <span className="wf-name">
        <RowIcon row={row} />
        <span title={row.query}>
          {row.label}
          {row.query !== undefined && <em dir="auto">{row.query}</em>}
        </span>
      </span>
      <span className="wf-track" aria-hidden="true">
        {row.spans.map(({ look, from, to }, place) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: spans only come at the end
            key={place}
            data-slot="time-span"
            data-look={look}
            style={{ left: percent(from / end), width: percent((to - from) / end) }}
          />
        ))}
      </span>
      {row.before && <span className="wf-before">{takenOver}</span>}
    </div>
  ),
  // With a tick of the clock only what goes on is drawn again, until the axis grows.
  (a, b) => a.id === b.id && a.end === b.end && a.isChosen === b.isChosen && looksTheSame(a.row, b.row),
)

const looksTheSame = (a: TimelineRow, b: TimelineRow): boolean =>
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
  a.look === b?.look && a.from === b.from && a.to === b.to

const looks: { look: TimelineSpan['look']; name: string }[] = [
  { look: 'waiting', name: 'Waiting' },
  { look: 'writing', name: 'Writing arguments' },
  { look: 'running', name: 'Running' },
  { look: 'text', name: 'Model text' },
  { look: 'failed', name: 'Failed' },
]

/** What the bars mean; red only where something failed. */
const Key = ({ rows }: { rows: TimelineRow[] }) => (
  <ul className="wf-key">
    {looks
      .filter(({ look }) => look !== 'failed' || rows.some(({ spans }) => spans.some((span) => span.look === 'failed')))
      .map(({ look, name }) => (
        <li key={look}>
          <i data-look={look} aria-hidden="true" />
          {name}
        </li>
      ))}
  </ul>
)

/** "search, done, from 0.8 seconds, took 2.1 seconds"; of what goes on, nothing that ticks. */
const labelOf = ({ state, from, to, live, before, ...row }: TimelineRow): string => {
  const label = nameOf(row)
  if (before) return `${label}, ${state}, ${takenOver}`
  const took = live ? [] : [`took ${toSpokenClock(to - from)}`]
  return [label, state, `from ${toSpokenClock(from)}`, ...took].join(', ')
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`
