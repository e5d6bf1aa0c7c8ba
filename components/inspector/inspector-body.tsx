import { X } from 'lucide-react'
import { useCallback, useContext, useMemo, useState } from 'react'
import { ariaKeys } from '@/components/context/commands'
import { ReadEventsContext } from '@/components/context/thread-context'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/icon-button'
import { TabList, TabPanel } from '@/components/ui/tabs'
import { useRunEvents } from '@/lib/client/api/use-run-events'
import { EmptyText } from './details-aside'
import { EventsTab } from './events-tab'
import { SourcesTab } from './sources-tab'
import { TimelineTab } from './timeline-tab'
import type { InspectorProps, InspectorTab } from './use-inspector'

const tabs: { value: InspectorTab; label: string }[] = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'sources', label: 'Sources' },
  { value: 'events', label: 'Events' },
]

/** What stands in the details: three tabs about one run. */
export const InspectorBody = ({ details, skewMs, isReplay }: InspectorProps) => {
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
      <div className="flex min-h-13 flex-none items-center justify-between pr-2.5 pl-4">
        <TabList id="details" label="Run details" tabs={tabs} value={tab} takesFocus={takesFocus} onChange={onTab} />
        <IconButton label="Close run details" aria-keyshortcuts={ariaKeys('details')} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <TabPanel
        id="details"
        value={tab}
        className={cn(
          'scroll-thin min-h-0 flex-1 overscroll-contain px-4 pt-1.5 pb-5 [--focus-offset:-2px]',
          // The list of events scrolls by itself.
          tab === 'events' ? 'flex flex-col overflow-hidden' : 'overflow-y-auto',
        )}
      >
        {run === undefined ? (
          <EmptyText>There is no run here yet.</EmptyText>
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
      </TabPanel>
    </>
  )
}
