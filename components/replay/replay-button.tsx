import { Play } from 'lucide-react'
import { useContext } from 'react'
import { ReplayContext, useStartButton } from '@/components/context/thread-context'
import { IconButton } from '@/components/ui/button'
import type { MessageId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'
import { preloadReplay } from './lazy-replay-bar'

/** The button under a finished run that replays it; nothing where a replay is not possible. */
export const ReplayButton = ({ messageId, run }: { messageId: MessageId; run: RunView }) => {
  const onReplay = useContext(ReplayContext)
  const start = useStartButton(() => onReplay?.(messageId, run))
  // A run that never reached the server has no events.
  if (!onReplay || run.lastSeq === 0) return null
  return (
    <IconButton
      label="Replay"
      variant="quiet"
      onPointerEnter={preloadReplay}
      onFocus={preloadReplay}
      {...start}
      data-replay-button
    >
      <Play size={16} aria-hidden />
    </IconButton>
  )
}
