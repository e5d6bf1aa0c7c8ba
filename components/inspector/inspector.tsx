import '@/app/styles/thread.css'
import '@/app/styles/details.css'
import { X } from 'lucide-react'
import { memo, useCallback, useContext, useMemo, useState } from 'react'
import { ariaKeys } from '@/components/context/commands'
import { ReadEventsContext } from '@/components/context/thread-context'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { useMedia } from '@/components/ui/screen'
import { domainOf, Favicon, OpenedMark } from '@/components/ui/source-site'
import { TabList, TabPanel } from '@/components/ui/tabs'
import { useRunEvents } from '@/lib/client/api/use-run-events'
import type { Source } from '@/lib/protocol/event'
import { toSourceHref } from '@/lib/run-view/source-address'
import type { RunView } from '@/lib/run-view/state'
import { EmptyText } from './details-aside'
import { EventsTab } from './events-tab'
import { InspectorPanel, InspectorSheet } from './inspector-frames'
import { TimelineTab } from './timeline-tab'
import type { InspectorProps, InspectorTab } from './use-inspector'

/** The run details: beside the thread on a wide screen, over its right side on a tablet, from below on a phone. */
export const Inspector = memo(
  ({ details, ...props }: InspectorProps) => {
    const Frame = useMedia('(width < 640px)') ? InspectorSheet : InspectorPanel
    return (
      <Frame onClose={details.onClose}>
        <InspectorBody details={details} {...props} />
      </Frame>
    )
  },
  (before, after) => isUnchanged(before, after),
)

/** The measured difference between the clocks changes a little with each event; less than this (ms) is not worth a render. */
const skewToleranceMs = 200

/** Whether the details show the same: they need not render for each word of the answer, thirty times a second. */
const isUnchanged = (before: InspectorProps, after: InspectorProps): boolean => {
  const [a, b] = [before.details, after.details]
  return (
    a.tab === b.tab &&
    a.rowId === b.rowId &&
    a.takesFocus === b.takesFocus &&
    Math.abs(before.skewMs - after.skewMs) < skewToleranceMs &&
    before.isReplay === after.isReplay &&
    (!after.isReplay || a.run?.lastSeq === b.run?.lastSeq) &&
    isSameRun(a.run, b.run)
  )
}

const isSameRun = (a: RunView | undefined, b: RunView | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.runId === b.runId &&
    a.steps === b.steps &&
    a.turns === b.turns &&
    a.sources === b.sources &&
    a.state.name === b.state.name &&
    a.startedAt === b.startedAt &&
    a.firstTokenAt === b.firstTokenAt &&
    a.totalTokens === b.totalTokens &&
    a.lastSeq > 0 === b.lastSeq > 0 &&
    a.answer?.messageId === b.answer?.messageId &&
    a.answer?.state === b.answer?.state &&
    (a.answer?.text === '') === (b.answer?.text === ''))

const tabs: { value: InspectorTab; label: string }[] = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'sources', label: 'Sources' },
  { value: 'events', label: 'Events' },
]

/** The content of the run details: three tabs about one run. */
const InspectorBody = ({ details, skewMs, isReplay }: InspectorProps) => {
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
          // The list of events has a scrollbar of its own.
          tab === 'events' ? 'flex flex-col overflow-hidden' : 'overflow-y-auto',
        )}
      >
        {run === undefined ? (
          <EmptyText>No run yet.</EmptyText>
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

/** The sources of a run in the order of their numbers. */
export const SourcesTab = ({ sources }: { sources: Source[] }) => {
  if (sources.length === 0) return <EmptyText>No sources in this run.</EmptyText>
  return (
    <ol>
      {sources.map((source) => (
        <li key={source.n}>
          <SourceLink source={source} />
        </li>
      ))}
    </ol>
  )
}

/** One source: its title and number, its site, and the passage that the model read. */
const SourceLink = ({ source: { n, url, title, passage, passages, isOpened } }: { source: Source }) => {
  const href = toSourceHref(url)
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className={cn(
        'grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.25 gap-y-0.5 rounded-xs border-line border-b px-1.5 py-2.75',
        href !== undefined && 'hover:bg-fill',
      )}
    >
      <Favicon url={url} />
      <b dir="auto" className="font-medium text-sm leading-[1.35] wrap-anywhere">
        {title}
      </b>
      <span className="text-ink-3 text-xs tabular-nums">{n}</span>
      <small className="-col-end-1 col-start-2 flex flex-wrap items-center gap-x-2 text-ink-3 text-xs wrap-anywhere">
        {domainOf(url)}
        {isOpened && <OpenedMark />}
      </small>
      <q
        dir="auto"
        className="-col-end-1 col-start-2 mt-0.75 line-clamp-2 text-ink-2 text-sm wrap-anywhere before:content-none after:content-none"
      >
        {passage || passages?.[0]?.text}
      </q>
    </a>
  )
}
