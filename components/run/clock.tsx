import type { Ms } from '@/lib/protocol/event'
import { toClock } from '@/lib/view/run-words'
import { useServerNow } from './run-time'

/** How long something has taken; it ticks as long as there is no `until`. Hidden from screen readers, which would read every tick. */
export const Clock = ({ from, until, wide = false }: { from: Ms; until?: Ms | undefined; wide?: boolean }) => {
  const now = useServerNow(until === undefined)
  return (
    <span className={wide ? 'time' : 'num'} aria-hidden="true">
      {toClock((until ?? now) - from)}
    </span>
  )
}
