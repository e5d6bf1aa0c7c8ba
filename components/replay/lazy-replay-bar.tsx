import { Button } from '@/components/ui/button'
import { lazyPart } from '@/components/ui/lazy-part'
import type { ReplayBarProps } from './replay-bar'
import { ReplayFrame } from './replay-frame'
import { loadReplay } from './use-replay'

const bar = lazyPart(() => import('./replay-bar').then(({ ReplayBar }) => ReplayBar))

/** For the pointer over a button that starts a replay, and its focus. */
export const preloadReplay = (): void => {
  void bar.preload()
  loadReplay().catch(() => undefined) // Asked for again when it is wanted.
}

/** The bar, whose code is fetched when a replay is first wanted; its place is kept meanwhile. */
export const LazyReplayBar = (props: ReplayBarProps) => {
  const lazy = bar.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  return (
    <ReplayFrame aria-busy={lazy.name === 'loading'}>
      {lazy.name === 'failed' && (
        <>
          <p role="alert">The replay could not be loaded. Try again when you are online.</p>
          <Button onClick={props.onEnd}>Close</Button>
        </>
      )}
    </ReplayFrame>
  )
}
