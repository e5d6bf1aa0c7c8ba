import type { ReactNode } from 'react'
import { JumpToLatest } from './jump-to-latest'
import { useThreadScroll } from './use-thread-scroll'

type Props = {
  children: ReactNode
  /** The element id of the newest turn. */
  lastTurn: string | undefined
  /** Another object whenever something new is shown. */
  news: object
}

/** The thread and the way back to its end. It is no live region: the `Announcer` speaks. */
export const ThreadScroller = ({ children, lastTurn, news }: Props) => {
  const { scroller, jump, toLatest } = useThreadScroll(lastTurn, news)
  return (
    <div className="thread">
      <div className="scroll" ref={scroller} data-scroller>
        <div className="col">{children}</div>
      </div>
      {jump !== 'none' && <JumpToLatest isNew={jump === 'news'} onJump={toLatest} />}
    </div>
  )
}
