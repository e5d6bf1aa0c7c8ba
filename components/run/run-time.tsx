import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { subscribeToNothing, TimeSourceContext, useNow } from '@/components/context/clock'
import { cn } from '@/components/ui/cn'
import type { Ms } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'
import { type Call, hasAnswerBegun, isEnded, isUnderWay, type RunView } from '@/lib/run-view/state'
import { toCallSpans } from '@/lib/run-view/timeline'

/** The time of one run, against which its clocks and bars are drawn. All moments are the server's. */
export type RunTime = {
  startedAt: Ms
  /** When the steps were over; left out while they go on. */
  endedAt?: Ms
  /** Server clock minus ours. */
  skewMs: Ms
}

/** The times of the run around a part, by the clock of the server, in ms. */
export const RunTimeContext = createContext<RunTime>({ startedAt: 0, endedAt: 0, skewMs: 0 })

/** The steps are over when the answer begins, or when the run ends without one. */
export const stepsEndedAt = (run: RunView): Ms | undefined => {
  if (hasAnswerBegun(run)) return run.answer.startedAt
  return isEnded(run) ? run.lastEventAt : undefined
}

/** How long something has taken; it ticks as long as there is no `until`. Hidden from screen readers, which would read every tick. */
export const Clock = ({ from, until, className }: { from: Ms; until?: Ms | undefined; className?: string }) => {
  const { skewMs } = useContext(RunTimeContext)
  const time = useContext(TimeSourceContext)
  // The snapshot is the text, so that past ten seconds nine ticks of ten draw nothing.
  const read = useCallback(() => formatDuration((until ?? time.read() + skewMs) - from), [time, from, until, skewMs])
  const text = useSyncExternalStore(until === undefined ? time.subscribe : subscribeToNothing, read, () =>
    formatDuration((until ?? from) - from),
  )
  return (
    <span className={cn('tabular-nums', className)} aria-hidden>
      {text}
    </span>
  )
}

/** When in the run a call was written and run; its live segment ends exactly at now. Decorative: the clock says it in words. */
export const TimeBar = ({ call, isCorrected }: { call: Call; isCorrected: boolean }) => {
  const { startedAt, skewMs } = useContext(RunTimeContext)
  const span = useBarSpan()
  const isLive = isUnderWay(call)
  const now = useNow(isLive) + skewMs
  return (
    <span
      data-slot="time-bar"
      aria-hidden
      className={cn(
        'relative h-1.5 w-19 overflow-hidden rounded-full bg-fill max-sm:hidden forced-colors:border forced-colors:border-[CanvasText]',
        isLive && 'flex-none',
      )}
    >
      {findSegments(call, isCorrected, startedAt, now).map(({ kind, from, to }) => (
        <i
          key={kind}
          className={cn(segment, segmentStyles[kind])}
          style={{ left: formatPercent((from - startedAt) / span), width: formatPercent((to - from) / span) }}
        />
      ))}
    </span>
  )
}

const segment = cn('absolute inset-y-0 min-w-0.75 rounded-full forced-color-adjust-none')
const segmentStyles: Record<Segment['kind'], string> = {
  writing: cn(
    'bg-[repeating-linear-gradient(135deg,var(--color-accent)_0_2px,transparent_2px_4px)] bg-accent-tint',
    'forced-colors:bg-[Canvas] forced-colors:bg-[repeating-linear-gradient(135deg,CanvasText_0_2px,transparent_2px_4px)]',
  ),
  running: 'bg-accent forced-colors:bg-[CanvasText]',
  done: 'bg-control forced-colors:bg-[CanvasText]',
  failed: 'bg-failed forced-colors:bg-[CanvasText]',
}

type Segment = { kind: 'writing' | 'running' | 'done' | 'failed'; from: Ms; to: Ms }

/**
 * The segments of a call's bar: its writing and its running while it is live, one segment when it has ended. A step that was
 * inherited from another run has none.
 */
const findSegments = (call: Call, isCorrected: boolean, runStartedAt: Ms, now: Ms): Segment[] => {
  if (call.startedAt < runStartedAt) return []
  const { from, to, spans } = toCallSpans(call, now)
  switch (call.state) {
    case 'done':
    case 'failed':
      return [{ kind: isCorrected ? 'done' : call.state, from, to }]
    default:
      return spans.flatMap(({ phase, ...span }) => (phase === 'writing' || phase === 'running' ? [{ ...span, kind: phase }] : []))
  }
}

/**
 * The span that a full time bar stands for. It grows by whole seconds, so the bars of finished steps stay as they are
 * from one second to the next.
 */
const useBarSpan = (): Ms => {
  const { startedAt, endedAt, skewMs } = useContext(RunTimeContext)
  const time = useContext(TimeSourceContext)
  const live = endedAt === undefined
  const read = useCallback(
    () => roundUpToSeconds((live ? time.read() + skewMs : endedAt) - startedAt),
    [time, live, startedAt, endedAt, skewMs],
  )
  return useSyncExternalStore(live ? time.subscribe : subscribeToNothing, read, readOnServer)
}

const roundUpToSeconds = (span: Ms): Ms => Math.max(1, Math.ceil(span / 1000)) * 1000

const readOnServer = (): Ms => 1000

const formatPercent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`
