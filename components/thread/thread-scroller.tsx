import { ArrowDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { ScrollAnchor } from '@/components/scroll/scroll-anchor'
import { ThreadFrame } from '@/components/scroll/thread-frame'
import { useThreadScroll } from '@/components/scroll/use-thread-scroll'
import { cn } from '@/components/ui/cn'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { EarlierTurns } from './earlier-turns'

type Props = {
  children: ReactNode
  /** The element ids of the oldest turn that is shown, and of the newest. */
  firstTurn: string | undefined
  lastTurn: string | undefined
  /** Another object whenever something new is shown. */
  news: object
  /** There are turns before the first one. */
  hasEarlier: boolean
  earlier: ChatState['earlier']
  onEarlier(): void
}

/** The thread and the way back to its end. It is no live region: the `Announcer` speaks. */
export const ThreadScroller = ({ children, firstTurn, lastTurn, news, hasEarlier, earlier, onEarlier }: Props) => {
  const { scroller, jump, toLatest } = useThreadScroll(lastTurn, news)
  return (
    <ThreadFrame ref={scroller} data-scroller>
      <ScrollAnchor first={firstTurn} last={lastTurn}>
        {hasEarlier && <EarlierTurns state={earlier} onLoad={onEarlier} />}
        {children}
      </ScrollAnchor>
      {jump !== 'none' && <JumpToLatest isNew={jump === 'news'} onJump={toLatest} />}
    </ThreadFrame>
  )
}

/**
 * The way back to the end, once it is far. It stands in what scrolls and stays at its lower edge, so that the wheel and a
 * finger scroll over it as well.
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
