import type { ComponentProps } from 'react'
import { useNow } from '@/components/context/clock'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lazyPart } from '@/components/ui/lazy-part'
import { Badge } from '@/components/ui/status'
import type { Ms } from '@/lib/protocol/event'
import { formatDuration } from '@/lib/run-view/format-run'
import type { ReplayBarProps } from './replay-bar'
import { loadReplay } from './use-replay'

const bar = lazyPart(() => import('./replay-bar').then(({ ReplayBar }) => ReplayBar))

/** Loads the code of a replay. Call it when one is likely to start. It never throws. */
export const preloadReplay = (): void => {
  void bar.preload()
  loadReplay().catch(() => undefined) // It is loaded again when the replay starts.
}

/** The bar above the composer that controls a replay. Its content is loaded with the first replay; until then the frame is empty. */
export const LazyReplayBar = (props: ReplayBarProps) => {
  const lazy = bar.usePart()
  return (
    <Frame
      role="group"
      aria-label="Replay"
      aria-busy={lazy.name === 'loading'}
      hasControls={lazy.name === 'loaded' && props.phase.name === 'open'}
    >
      {lazy.name === 'loaded' && <lazy.Part {...props} />}
      {lazy.name === 'failed' && (
        <>
          <p role="alert">The replay could not be loaded. Try again when you are online.</p>
          <Button onClick={props.onEnd}>Close</Button>
        </>
      )}
    </Frame>
  )
}

type FrameProps = ComponentProps<'div'> & {
  /** It holds the controls, which wrap where there is little room; otherwise a sentence with a button after it. */
  hasControls: boolean
}

const Frame = ({ hasControls, ...props }: FrameProps) => (
  <div
    {...props}
    className={cn(
      'mb-2 min-h-12 items-center gap-x-2.5 gap-y-1.5 rounded-md border border-line bg-surface py-1.25 pr-2 text-sm leading-[1.4]',
      hasControls ? 'flex flex-wrap pl-2' : 'grid grid-cols-[minmax(0,1fr)_auto] pl-3.5',
    )}
  />
)

/** Replaces the badge of the run in the header during a replay, and shows how much time has been played. */
export const ReplayBadge = ({ startedAt }: { startedAt: Ms }) => {
  const now = useNow(true)
  return (
    <Badge state="replay" dot="play" clock={formatDuration(now - startedAt)}>
      Replay
    </Badge>
  )
}
