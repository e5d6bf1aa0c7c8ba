import { useNow } from '@/components/context/clock'
import type { Ms } from '@/lib/protocol/event'
import { toClock } from '@/lib/run-view/format-run'

/** In the place of the run's pill while it is played back, with the moment that is shown. */
export const ReplayPill = ({ startedAt }: { startedAt: Ms }) => {
  const now = useNow(true)
  return (
    <span className="pill" data-slot="run-status" data-state="replay">
      <i className="dot" />
      <span className="word">Replay</span>
      <span className="num">{toClock(now - startedAt)}</span>
    </span>
  )
}
