import { useCallback, useContext, useSyncExternalStore } from 'react'
import type { Ms } from '@/lib/protocol/event'
import { toClock } from '@/lib/view/run-words'
import { RunTimeContext } from './run-time'
import { readNow, subscribeToNothing, subscribeToNow } from './use-now'

/** How long something has taken; it ticks as long as there is no `until`. Hidden from screen readers, which would read every tick. */
export const Clock = ({ from, until, wide = false }: { from: Ms; until?: Ms | undefined; wide?: boolean }) => {
  const { skewMs } = useContext(RunTimeContext)
  // The snapshot is the text, so that past ten seconds nine ticks of ten draw nothing.
  const read = useCallback(() => toClock((until ?? readNow() + skewMs) - from), [from, until, skewMs])
  const text = useSyncExternalStore(until === undefined ? subscribeToNow : subscribeToNothing, read, () =>
    toClock((until ?? from) - from),
  )
  return (
    <span className={wide ? 'time' : 'num'} aria-hidden="true">
      {text}
    </span>
  )
}
