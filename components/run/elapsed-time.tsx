import { useCallback, useContext, useSyncExternalStore } from 'react'
import { subscribeToNothing, TimeSourceContext } from '@/components/context/clock'
import { cn } from '@/components/ui/cn'
import type { Ms } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'
import { RunTimeContext } from './run-time'

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
