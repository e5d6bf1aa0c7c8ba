import { memo } from 'react'
import { useNow } from '@/components/context/clock'
import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'
import { callsOf, isEnded, type RunView } from '@/lib/run-view/state'
import { type TimelineRow, toTimeline } from '@/lib/run-view/timeline'
import { SelectedRow } from './selected-row'
import { inherited, nameOf, Waterfall } from './waterfall'

type Props = {
  run: RunView
  skewMs: Ms
  events: readonly NumberedEvent[]
  rowId: string | undefined
  onRow(rowId: string): void
  onShowEvents(filter: string): void
}

/** The clock of the timeline ticks at this interval, half as often as the thread's, as many bars render at once. */
const stepMs = 200

/** Four figures, the waterfall and the selected row. While the run goes on it renders five times a second. */
export const TimelineTab = ({ run, skewMs, events, rowId, onRow, onShowEvents }: Props) => {
  const live = !isEnded(run)
  const timeline = toTimeline(run, useNow(live, stepMs) + skewMs)
  const selected = findRow(timeline.rows, rowId)
  return (
    <>
      <RunNumbers run={run} elapsed={timeline.elapsed} />
      <Waterfall timeline={timeline} live={live} selectedId={selected?.id} onRow={onRow} />
      <TimelineTable rows={timeline.rows} />
      {selected && <SelectedRow key={selected.id} row={selected} run={run} events={events} onShowEvents={onShowEvents} />}
    </>
  )
}

/** The selected row; if none is selected, the first call, or the model turn of a run without calls. */
const findRow = (rows: TimelineRow[], rowId: string | undefined): TimelineRow | undefined =>
  rows.find(({ id }) => id === rowId) ?? rows.find(({ kind, before }) => kind === 'call' && !before) ?? rows[0]

/** The run in four figures; a dash stands for what is not known. */
const RunNumbers = ({ run, elapsed }: { run: RunView; elapsed: Ms }) => {
  const { firstTokenAt, startedAt, totalTokens } = run
  const numbers = [
    { name: 'Elapsed', value: formatDuration(elapsed) },
    { name: 'First token', value: firstTokenAt === undefined ? unknown : formatDuration(firstTokenAt - startedAt) },
    { name: 'Tools', value: String(callsOf(run).length) },
    { name: 'Tokens', value: totalTokens ? totalTokens.toLocaleString('en-GB') : unknown },
  ]
  return (
    <dl className="mb-5 grid grid-cols-4 rounded-md max-2xs:grid-cols-2 border border-line bg-surface">
      {numbers.map(({ name, value }) => (
        <div
          key={name}
          className="flex min-w-0 flex-col-reverse justify-end border-line pt-2.5 pr-1 pb-2.25 pl-3 not-first:border-l max-2xs:odd:border-l-0 max-2xs:nth-[n+3]:border-t"
        >
          <dt className="text-ink-3 text-xs">{name}</dt>
          <dd className="whitespace-nowrap font-semibold text-md tabular-nums leading-[1.3] tracking-tight">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const unknown = '–'

/** The waterfall as a table for screen readers. A step in progress has no duration yet, so nothing here changes with the clock. */
const TimelineTable = memo(
  ({ rows }: { rows: TimelineRow[] }) => (
    <table className="sr-only" data-slot="visually-hidden">
      <caption>Timeline of this run</caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Start</th>
          <th scope="col">Duration</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, from, to, live, before, state, ...row }) => (
          <tr key={id}>
            <th scope="row">{nameOf(row)}</th>
            <td>{before ? inherited : formatDuration(from)}</td>
            <td>{before ? '' : live ? 'in progress' : formatDuration(to - from)}</td>
            <td>{state}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ),
  (a, b) => a.rows.length === b.rows.length && a.rows.every((row, place) => isSameRow(row, b.rows[place])),
)

const isSameRow = (a: TimelineRow, b: TimelineRow | undefined): boolean =>
  a.id === b?.id &&
  a.query === b.query &&
  a.state === b.state &&
  a.live === b.live &&
  a.from === b.from &&
  (a.live || a.to === b.to)
