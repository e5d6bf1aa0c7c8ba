import '@/app/styles/thread.css'
import { memo, type ReactNode, type Ref, useEffect, useMemo } from 'react'
import { type AnswerRenderer, preloadAnswer } from '@/components/answer/answer-section'
import { useCommand } from '@/components/context/command-registry'
import { InspectorContext, ReadEventsContext, SharedContext } from '@/components/context/thread-context'
import { InspectorToggle, LazyInspector } from '@/components/inspector/lazy-inspector'
import { useInspector } from '@/components/inspector/use-inspector'
import { LazyReplayBar, ReplayBadge } from '@/components/replay/lazy-replay-bar'
import { type Replayable, ReplayScope, useReplay } from '@/components/replay/use-replay'
import { ThreadFrame, threadColumn } from '@/components/scroll/thread-frame'
import { PageFoot, PageFrame, PageHeader, PageMain, PageTitle, ThemeToggle } from '@/components/ui/page-frame'
import { CodeText } from '@/components/ui/status'
import type { ReadEvents } from '@/lib/client/api/read-events'
import type { Seq } from '@/lib/protocol/event'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { formatEnding } from '@/lib/run-view/format-notice'
import { isEnded } from '@/lib/run-view/state'
import { type StoredThread, shownQuestion, shownRun, type TurnView } from '@/lib/run-view/thread-view'
import { QuestionBubble, QuestionRow } from './question'
import { ActionRow, formatTotals, ReplayButton } from './turn-actions'
import { TurnBody, TurnBoundary } from './turn-frame'

type Props = {
  thread: StoredThread
  /** Reads every event of a run when they are asked for; without it, `thread` has them all. */
  readEvents?: ReadEvents
  /**
   * Renders answers where the page has it from the start, on the server too. The chat loads it later, and nothing that it loads may have it
   * from the start: the bundler gives both one name, and what is there first would count for the other.
   */
  renderer?: AnswerRenderer
  /** The name of the conversation's region, for screen readers. */
  label: string
  /** At the left of the header. */
  home: ReactNode
  /** What stands above the first question. */
  note: ReactNode
  /** Called for `Esc` when nothing is open. */
  onLeave?: () => void
  /** What stands below the last answer. */
  children?: ReactNode
}

/**
 * A conversation that is only read, given as its events: folded like a live one and shown by the same components, with
 * replay and run details. It serves shared pages and opened files.
 */
export const ReadOnlyThread = ({ thread, readEvents, ...props }: Props) => {
  const read = useMemo(() => readEvents ?? toReadEvents(thread), [thread, readEvents])
  return (
    <ReadEventsContext value={read}>
      <Reader thread={thread} {...props} />
    </ReadEventsContext>
  )
}

const Reader = ({ thread, renderer, label, home, note, onLeave, children }: Omit<Props, 'readEvents'>) => {
  const state = useMemo(() => toState(thread), [thread])
  const replay = useReplay(state)
  const { shown, played } = replay
  const details = useInspector(shown, replay.playedRunId)
  useEffect(() => void preloadAnswer(), [])
  useCommand('end-replay', replay.onEnd)
  useCommand('close-file', onLeave)
  useCommand('details', details.onToggle)
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
                  <TurnBoundary key={turn.messageId} turn={turn}>
                    <ReadOnlyTurn turn={turn} restoredSeq={restoredSeqOf(turn, shown)} renderer={renderer} />
                  </TurnBoundary>
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

const restoredSeqOf = (turn: TurnView, { restored }: Replayable): Seq => {
  const run = shownRun(turn)
  return (run && restored[run.runId]) ?? 0
}

/** Marks all events as restored, so that nothing animates in. */
const toState = (thread: StoredThread): Replayable => {
  const view = toThreadView(thread)
  const runs = view.turns.flatMap(({ versions }) => versions)
  return { thread: view, restored: Object.fromEntries(runs.map(({ runId, lastSeq }) => [runId, lastSeq])), clockSkewMs: 0 }
}

const toReadEvents = ({ turns }: StoredThread): ReadEvents => {
  const runs = turns.flatMap((turn) => turn.runs)
  return async ({ runId, after }) => runs.find((run) => run.runId === runId)?.events.filter(({ seq }) => seq > after) ?? []
}

type TurnProps = { turn: TurnView; restoredSeq: Seq; renderer?: AnswerRenderer | undefined }

/** A turn that is only read. */
export const ReadOnlyTurn = memo(({ turn, restoredSeq, renderer }: TurnProps) => {
  const run = shownRun(turn)
  const ending = run && formatEnding(run, { shared: true })
  return (
    <SharedContext value={true}>
      <TurnBody
        turn={turn}
        restoredSeq={restoredSeq}
        skewMs={0}
        renderer={renderer}
        question={
          <QuestionRow>
            <QuestionBubble text={shownQuestion(turn)} />
          </QuestionRow>
        }
      >
        {ending !== undefined && (
          <p className="text-ink-2 text-sm">
            <CodeText text={ending} />
          </p>
        )}
        {run && isEnded(run) && (
          <ActionRow run={run} isAlwaysShown totals={<span className="max-sm:hidden">{formatTotals(run).join(' · ')}</span>}>
            <ReplayButton messageId={turn.messageId} run={run} />
          </ActionRow>
        )}
      </TurnBody>
    </SharedContext>
  )
})

type NoteProps = {
  /** For moving the focus here, so that a screen reader says the note. */
  ref?: Ref<HTMLElement>
  label: string
  /** A button, or a link that looks like one. */
  action: ReactNode
  children: ReactNode
}

/** What a reader should know about this conversation, above its first question. */
export const ThreadNote = ({ ref, label, action, children }: NoteProps) => (
  <aside
    ref={ref}
    aria-label={label}
    tabIndex={ref ? -1 : undefined}
    className="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md border border-line bg-surface py-2.5 pr-2.5 pl-4 text-ink-2 text-sm focus:outline-hidden"
  >
    <p>{children}</p>
    {action}
  </aside>
)
