import { useNow } from '@/components/context/clock'
import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'
import { callsOf, isEnded, type RunView } from '@/lib/run-view/run-view'
import { type TimelineRow, toTimeline } from '@/lib/run-view/timeline'
import { SelectedRow } from './selected-row'
import { TimelineTable } from './timeline-table'
import { Waterfall } from './waterfall'

type Props = {
  run: RunView
  skewMs: Ms
  events: readonly NumberedEvent[]
  rowId: string | undefined
  onRow(rowId: string): void
  onShowEvents(filter: string): void
}

/** Half as often as the rows of the thread: many bars at once cost more than one. */
const stepMs = 200

/** Four numbers, the run in time, and the row that was chosen. It is drawn anew five times a second. */
export const TimelineTab = ({ run, skewMs, events, rowId, onRow, onShowEvents }: Props) => {
  const live = !isEnded(run)
  const timeline = toTimeline(run, useNow(live, stepMs) + skewMs)
  const chosen = findRow(timeline.rows, rowId)
  return (
    <>
      <RunNumbers run={run} elapsed={timeline.elapsed} />
      <Waterfall timeline={timeline} live={live} chosenId={chosen?.id} onRow={onRow} />
      <TimelineTable rows={timeline.rows} />
      {chosen && <SelectedRow key={chosen.id} row={chosen} run={run} events={events} onShowEvents={onShowEvents} />}
    </>
  )
}

/** Unless one was chosen, the first call, which stays the first; of a run without calls, the model. */
const findRow = (rows: TimelineRow[], rowId: string | undefined): TimelineRow | undefined =>
  rows.find(({ id }) => id === rowId) ?? rows.find(({ kind, before }) => kind === 'call' && !before) ?? rows[0]

/** The run in four numbers. What is not known, or was not told, is a dash. */
const RunNumbers = ({ run, elapsed }: { run: RunView; elapsed: Ms }) => {
  const { firstTokenAt, startedAt, totalTokens } = run
  const numbers = [
    { name: 'Elapsed', value: formatDuration(elapsed) },
    { name: 'First token', value: firstTokenAt === undefined ? unknown : formatDuration(firstTokenAt - startedAt) },
    { name: 'Tools', value: String(callsOf(run).length) },
    { name: 'Tokens', value: totalTokens ? totalTokens.toLocaleString('en-GB') : unknown },
  ]
  return (
    <dl className="mb-5 grid grid-cols-[repeat(auto-fit,minmax(min(72px,100%),1fr))] rounded-md border border-line bg-surface">
      {numbers.map(({ name, value }) => (
        <div
          key={name}
          className="flex min-w-0 flex-col-reverse justify-end border-line pt-2.5 pr-1 pb-2.25 pl-3 not-first:border-l"
        >
          <dt className="text-ink-3 text-xs">{name}</dt>
          <dd className="whitespace-nowrap font-semibold text-md tabular-nums leading-[1.3] tracking-tight">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const unknown = '–'
