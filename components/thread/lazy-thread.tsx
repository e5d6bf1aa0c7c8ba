import { ThreadFrame, threadColumn } from '@/components/scroll/thread-frame'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lazyPart } from '@/components/ui/lazy-part'
import { MessageScreen, MessageText } from '@/components/ui/message-page'
import type { ThreadProps } from './thread'

const thread = lazyPart(async () => {
  const { Thread, preloadParts } = await import('./thread')
  await preloadParts()
  return Thread
})

/** Loads the code that draws turns, which the empty screen does without, before the first question is asked. It never rejects. */
export const preloadThread = thread.preload

/** The thread, or a skeleton while its code or its turns are loading. */
export const LazyThread = (props: ThreadProps) => {
  const lazy = thread.usePart()
  if (lazy.name === 'loaded' && !props.state.loading) return <lazy.Part {...props} />
  if (lazy.name !== 'failed') return <ThreadSkeleton />
  return (
    <MessageScreen
      title="Part of this page could not be loaded."
      action={
        <Button variant="primary" onClick={() => void thread.preload()}>
          Try again
        </Button>
      }
    >
      <MessageText>Check your connection and try again.</MessageText>
    </MessageScreen>
  )
}

/** Stands in for the turns while they load, after 200 ms; the header is already the real one. */
const ThreadSkeleton = () => (
  <ThreadFrame aria-busy className="animate-[appear_1ms_200ms_backwards] overflow-hidden">
    <p className="sr-only" data-slot="visually-hidden">
      Loading chat…
    </p>
    <div aria-hidden className={cn(threadColumn, 'grid gap-9')}>
      {[64, 46, 72].map((width) => (
        <div key={width} className="grid gap-4.5 *:bg-fill">
          <i className="h-10.75 justify-self-end rounded-lg" style={{ width: `${width}%` }} />
          <i className="h-12 rounded-lg" />
          {[100, 94, 61].map((share) => (
            <i key={share} className="h-3.5 rounded-xs" style={{ width: `${share}%` }} />
          ))}
        </div>
      ))}
    </div>
  </ThreadFrame>
)
