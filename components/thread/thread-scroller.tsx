import { ArrowDown } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { ScrollAnchor } from '@/components/scroll/scroll-anchor'
import { ThreadFrame } from '@/components/scroll/thread-frame'
import { useThreadScroll } from '@/components/scroll/use-thread-scroll'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { TurnView } from '@/lib/run-view/thread-view'

type Props = {
  children: ReactNode
  /** The element ids of the oldest turn that is shown, and of the newest. */
  firstTurn: string | undefined
  lastTurn: string | undefined
  /** The newest turn, in a replay as it is outside of it. */
  newest: TurnView | undefined
  /** There are turns before the first one. */
  hasEarlier: boolean
  earlier: ChatState['earlier']
  onEarlier(): void
}

/** Scrolls the turns, loads older ones, and offers a way back to the end. It is no live region: the `Announcer` speaks. */
export const ThreadScroller = ({ children, firstTurn, lastTurn, newest, hasEarlier, earlier, onEarlier }: Props) => {
  const { scroller, jump, scrollToLatest } = useThreadScroll(lastTurn, newest)
  return (
    <ThreadFrame ref={scroller} data-scroller>
      <ScrollAnchor first={firstTurn} last={lastTurn}>
        {hasEarlier && <EarlierTurns state={earlier} onLoad={onEarlier} />}
        {children}
      </ScrollAnchor>
      {jump !== 'none' && <JumpToLatest isNew={jump === 'news'} onJump={scrollToLatest} />}
    </ThreadFrame>
  )
}

/**
 * Scrolls back to the end, once that is far. It is inside the scroll container, stuck to the lower edge, so that wheel and touch
 * scroll over it as well.
 */
const JumpToLatest = ({ isNew, onJump }: { isNew: boolean; onJump(): void }) => (
  <div className="sticky bottom-0 z-2 h-0 print:hidden">
    <button
      type="button"
      className={cn(
        '-translate-x-1/2 absolute bottom-3 left-1/2 flex h-8 items-center gap-1.5 pr-3.25 pl-2.5 coarse:h-10',
        'rounded-full border border-line-2 bg-surface font-medium text-ink-2 text-xs shadow-1 hover:text-ink forced-colors:border-[CanvasText]',
      )}
      onClick={onJump}
    >
      <ArrowDown size={14} aria-hidden />
      {isNew ? 'New answer' : 'Latest'}
    </button>
  </div>
)

/** How near the top has to come for older turns to load by themselves. */
const loadWithinPx = 800

type EarlierProps = { state: ChatState['earlier']; onLoad(): void }

/**
 * Loads older turns, at the top of the thread: by itself as it comes near, or by its button. It is equally high in
 * each state, and its button stays the same element, so that nothing moves and the focus is not lost.
 */
export const EarlierTurns = ({ state, onLoad }: EarlierProps) => {
  const row = useRef<HTMLDivElement>(null)

  const load = useEffectEvent((entries: IntersectionObserverEntry[]) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) onLoad()
  })
  useEffect(() => {
    // After a failure only the button loads them.
    if (!row.current || state !== undefined) return
    const root = row.current.closest('[data-scroller]')
    const observer = new IntersectionObserver((entries) => load(entries), { root, rootMargin: `${loadWithinPx}px 0px` })
    observer.observe(row.current)
    return () => observer.disconnect()
  }, [state])

  const isLoading = state === 'loading'
  return (
    <div
      ref={row}
      data-earlier
      className={cn(
        '-mt-3 mb-6 flex h-10 items-center justify-center gap-3 text-ink-3 text-sm whitespace-nowrap',
        "print:before:content-['Earlier_questions_are_not_printed.']",
      )}
    >
      {state === 'failed' && <span className="print:hidden">Earlier questions could not be loaded.</span>}
      <Button variant={isLoading ? 'ghost' : 'secondary'} aria-disabled={isLoading} onClick={isLoading ? undefined : onLoad}>
        {formatEarlier(state)}
      </Button>
    </div>
  )
}

const formatEarlier = (state: ChatState['earlier']): string => {
  switch (state) {
    case 'loading':
      return 'Loading earlier questions…'
    case 'failed':
      return 'Try again'
    default:
      return 'Show earlier questions'
  }
}
