import { X } from 'lucide-react'
import { useCallback, useContext, useMemo, useState } from 'react'
import { ReadEventsContext } from '@/components/context/read-events-context'
import { useRunEvents } from '@/lib/client/api/use-run-events'
import { EventsTab } from './events-tab'
import { DetailsTabs, panelIdOf, tabIdOf } from './inspector-tabs'
import { SourcesTab } from './sources-tab'
import { TimelineTab } from './timeline-tab'
import type { RunDetailsProps } from './use-inspector'

/** What stands in the details: three tabs about one run. */
export const DetailsBody = ({ details, skewMs, isReplay }: RunDetailsProps) => {
  const { run, tab, rowId, takesFocus, onTab, onRow, onClose } = details
  const [filter, setFilter] = useState('')
  const read = useContext(ReadEventsContext)
  const { events: written, state } = useRunEvents(run && run.lastSeq > 0 ? run.runId : undefined, read)
  const lastSeq = run?.lastSeq ?? 0
  const events = useMemo(() => (isReplay ? written.filter(({ seq }) => seq <= lastSeq) : written), [isReplay, written, lastSeq])
  const showEvents = useCallback(
    (text: string) => {
      setFilter(text)
      onTab('events')
    },
    [onTab],
  )
  return (
    <>
      <div className="details-head">
        <DetailsTabs tab={tab} takesFocus={takesFocus} onTab={onTab} />
        <button
          type="button"
          className="ib"
          aria-label="Close run details"
          aria-keyshortcuts="Control+. Meta+."
          onClick={onClose}
        >
          <X size={16} aria-hidden />
        </button>
      </div>
      <div className="details-body" role="tabpanel" id={panelIdOf(tab)} aria-labelledby={tabIdOf(tab)} data-tab={tab}>
        {run === undefined ? (
          <p className="details-empty">There is no run here yet.</p>
        ) : tab === 'timeline' ? (
          <TimelineTab
            key={run.runId}
            run={run}
            skewMs={skewMs}
            events={events}
            rowId={rowId}
            onRow={onRow}
            onShowEvents={showEvents}
          />
        ) : tab === 'sources' ? (
          <SourcesTab sources={run.sources} />
        ) : (
          <EventsTab key={run.runId} run={run} events={events} state={state} filter={filter} onFilter={setFilter} />
        )}
      </div>
    </>
  )
}
