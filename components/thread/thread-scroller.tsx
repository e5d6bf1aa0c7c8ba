import type { ReactNode } from 'react'
import { SteadyTurns } from '@/components/scroll/scroll-anchor'
import { useThreadScroll } from '@/components/scroll/use-thread-scroll'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { EarlierTurns } from './earlier-turns'
import { JumpToLatest } from './jump-to-latest'

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
    <div className="thread">
      <div className="scroll" ref={scroller} data-scroller>
        <SteadyTurns first={firstTurn} last={lastTurn}>
          {hasEarlier && <EarlierTurns state={earlier} onLoad={onEarlier} />}
          {children}
        </SteadyTurns>
        {jump !== 'none' && <JumpToLatest isNew={jump === 'news'} onJump={toLatest} />}
      </div>
    </div>
  )
}
