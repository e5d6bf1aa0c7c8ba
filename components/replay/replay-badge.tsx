import { useNow } from '@/components/context/clock'
import { Badge } from '@/components/ui/status'
import type { Ms } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'

/** In the place of the run's badge while it is played back, with the moment that is shown. */
export const ReplayBadge = ({ startedAt }: { startedAt: Ms }) => {
  const now = useNow(true)
  return (
    <Badge state="replay" dot="play" clock={formatDuration(now - startedAt)}>
      Replay
    </Badge>
  )
}
