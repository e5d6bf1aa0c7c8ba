import { Play } from 'lucide-react'
import { useContext } from 'react'
import { useStartButton } from '@/components/context/busy'
import { ReplayContext } from '@/components/context/thread-context'
import { IconButton } from '@/components/ui/icon-button'
import type { MessageId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/run-view'
import { preloadReplay } from './lazy-replay-bar'

/** Under a run that has ended: plays it back. Nothing where that cannot be done. */
export const ReplayButton = ({ turnId, run }: { turnId: MessageId; run: RunView }) => {
  const onReplay = useContext(ReplayContext)
  const start = useStartButton(() => onReplay?.(turnId, run))
  // What the server never heard of has no events.
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
