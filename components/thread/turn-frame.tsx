import type { ReactNode } from 'react'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import { cn } from '@/components/ui/cn'
import type { MessageId } from '@/lib/protocol/event'

type Props = {
  turnId: MessageId
  isLast?: boolean
  /** Room is kept under a question that was asked here: it can stand under the header before there is anything below it. */
  hasRoom?: boolean
  question: ReactNode
  /** What came of it. */
  children?: ReactNode
}

/** The place of a question and what came of it. Far off screen it is not laid out (app/styles/thread.css). */
export const TurnFrame = ({ turnId, isLast, hasRoom, question, children }: Props) => (
  <article
    id={toTurnElementId(turnId)}
    data-slot="turn"
    className={cn('group/turn print:min-h-0! [article+&]:mt-9', hasRoom && 'min-h-[calc(var(--view,0px)-64px)]')}
  >
    <div data-written-end={isLast || undefined}>
      {question}
      {children && <div className="flex min-w-0 flex-col gap-4.5">{children}</div>}
    </div>
  </article>
)
