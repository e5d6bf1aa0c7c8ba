import { type ReactNode, useEffect, useMemo } from 'react'
import { preloadAnswer } from '@/components/answer/answer-section'
import { useShortcuts } from '@/components/commands/use-shortcuts'
import { InspectorContext } from '@/components/context/inspector-context'
import { ReadEventsContext } from '@/components/context/read-events-context'
import { InspectorToggle } from '@/components/inspector/inspector-toggle'
import { LazyInspector } from '@/components/inspector/lazy-inspector'
import { useInspector } from '@/components/inspector/use-inspector'
import { LazyReplayBar } from '@/components/replay/lazy-replay-bar'
import { ReplayBadge } from '@/components/replay/replay-badge'
import { ReplayScope } from '@/components/replay/replay-scope'
import { type Replayable, useReplay } from '@/components/replay/use-replay'
import { ThreadFrame, threadColumn } from '@/components/scroll/thread-frame'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { PageFoot, PageFrame, PageHeader, PageMain, PageTitle, ThemeToggle } from '@/components/ui/page-frame'
import type { ReadEvents } from '@/lib/client/api/read-events'
import type { Seq } from '@/lib/protocol/event'
import { type StoredThread, shownRun, type Turn, toThreadView } from '@/lib/run-view/thread-view'
import { BrokenTurn } from './broken-turn'
import { ReadOnlyTurn } from './read-only-turn'

type Props = {
  thread: StoredThread
  /** Where every event of its runs is read, when somebody asks for them; without it, `thread` has them all. */
  readEvents?: ReadEvents
  /** What this is, for a screen reader. */
  label: string
  /** At the left of the header. */
  home: ReactNode
  /** Above the first question. */
  note: ReactNode
  /** `Esc` when nothing is open. */
  onLeave?: () => void
  /** Below the last answer. */
  children?: ReactNode
}

/**
 * A conversation that is here as its events, to be read: folded as a live one is and shown by the same components, with
 * replay and run details, and nothing to change.
 */
export const ReadOnlyThread = ({ thread, readEvents, ...props }: Props) => {
  const read = useMemo(() => readEvents ?? toReadEvents(thread), [thread, readEvents])
  return (
    <ReadEventsContext value={read}>
      <Reader thread={thread} {...props} />
    </ReadEventsContext>
  )
}

const Reader = ({ thread, label, home, note, onLeave, children }: Omit<Props, 'readEvents'>) => {
  const state = useMemo(() => toState(thread), [thread])
  const replay = useReplay(state)
  const { shown, played } = replay
  const details = useInspector(shown, replay.playedRunId)
  useEffect(() => void preloadAnswer(), [])
  useShortcuts({ onStop: replay.onEnd ?? onLeave, onToggleDetails: details.onToggle })
  const { title, turns } = shown.thread
  return (
    <ReplayScope replay={replay}>
      <PageFrame hasDetails={details.isOpen}>
        <PageHeader isLined>
          {home}
          <PageTitle title={title} />
          <span className="flex-1" />
          {played && <ReplayBadge startedAt={played.tape.startedAt} />}
          <InspectorToggle isOpen={details.isOpen} onToggle={details.onToggle} />
          <ThemeToggle />
        </PageHeader>
        <PageMain>
          {/* It scrolls, so the keyboard must reach it. */}
          <ThreadFrame data-scroller aria-label={label} tabIndex={0}>
            <div className={threadColumn}>
              {note}
              <InspectorContext value={details.forThread}>
                {turns.map((turn) => (
                  <ErrorBoundary key={turn.messageId} of={turn} fallback={<BrokenTurn turn={turn} />}>
                    <ReadOnlyTurn turn={turn} restoredSeq={restoredSeqOf(turn, shown)} />
                  </ErrorBoundary>
                ))}
              </InspectorContext>
              {children}
            </div>
          </ThreadFrame>
          {replay.phase && replay.onEnd && (
            <PageFoot>
              <LazyReplayBar phase={replay.phase} onEnd={replay.onEnd} />
            </PageFoot>
          )}
        </PageMain>
        {details.isOpen && <LazyInspector details={details} skewMs={0} isReplay={played !== undefined} />}
      </PageFrame>
    </ReplayScope>
  )
}

const restoredSeqOf = (turn: Turn, { restored }: Replayable): Seq => {
  const run = shownRun(turn)
  return (run && restored[run.runId]) ?? 0
}

/** Nothing of it was seen live here, so nothing animates in. */
const toState = (thread: StoredThread): Replayable => {
  const view = toThreadView(thread)
  const runs = view.turns.flatMap(({ versions }) => versions)
  return { thread: view, restored: Object.fromEntries(runs.map(({ runId, lastSeq }) => [runId, lastSeq])), clockSkewMs: 0 }
}

const toReadEvents = ({ turns }: StoredThread): ReadEvents => {
  const runs = turns.flatMap((turn) => turn.runs)
  return async ({ runId, after }) => runs.find((run) => run.runId === runId)?.events.filter(({ seq }) => seq > after) ?? []
}
