import { Play } from 'lucide-react'
import { useContext } from 'react'
import { useStartButton } from '@/components/run/busy'
import type { MessageId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/view/run-view'
import { preloadReplay } from './late-replay-bar'
import { ReplayContext } from './replay-context'

/** Under a run that has ended: plays it back. Nothing where that cannot be done. */
export const ReplayButton = ({ turnId, run }: { turnId: MessageId; run: RunView }) => {
  const onReplay = useContext(ReplayContext)
  const start = useStartButton(() => onReplay?.(turnId, run))
  // What the server never heard of has no events.
  if (!onReplay || run.lastSeq === 0) return null
  return (
    <button
      type="button"
      className="ib"
      aria-label="Replay"
      onPointerEnter={preloadReplay}
      onFocus={preloadReplay}
      {...start}
      data-replay-button
    >
      <Play size={16} aria-hidden />
    </button>
  )
}
