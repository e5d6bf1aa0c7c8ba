import { memo } from 'react'
import { formatDuration } from '@/lib/run-view/format-run'
import type { TimelineRow } from '@/lib/run-view/timeline'

/** The waterfall for people who do not see it. What goes on has no duration yet, so that nothing here ticks. */
export const TimelineTable = memo(
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
            <td>{before ? takenOver : formatDuration(from)}</td>
            <td>{before ? '' : live ? 'still going on' : formatDuration(to - from)}</td>
            <td>{state}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ),
  (a, b) => a.rows.length === b.rows.length && a.rows.every((row, place) => readsTheSame(row, b.rows[place])),
)

const readsTheSame = (a: TimelineRow, b: TimelineRow | undefined): boolean =>
  a.id === b?.id &&
  a.query === b.query &&
  a.state === b.state &&
  a.live === b.live &&
  a.from === b.from &&
  (a.live || a.to === b.to)

/** "search “server-sent events”"; of what is no search, its label. */
export const nameOf = ({ label, query }: Pick<TimelineRow, 'label' | 'query'>): string =>
  query === undefined ? label : `${label} “${query}”`

/** In the place of bars, for a step that another version of the answer did. */
export const takenOver = 'from the version before'
