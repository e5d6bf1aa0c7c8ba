import type { ReactNode } from 'react'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import { cn } from '@/components/ui/cn'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import type { MessageId } from '@/lib/protocol/event'
import { shownRun, type TurnView } from '@/lib/run-view/thread-view'

type Props = {
  messageId: MessageId
  isLast?: boolean
  /** Keeps room under the question, so that it can stand at the top before there is anything below it. */
  hasRoom?: boolean
  question: ReactNode
  /** The steps, the answer and the actions. */
  children?: ReactNode
}

/** The element of a turn: its question, and what follows. Far off screen it is not laid out (app/styles/thread.css). */
export const TurnFrame = ({ messageId, isLast, hasRoom, question, children }: Props) => (
  <article
    id={toTurnElementId(messageId)}
    data-slot="turn"
    className={cn('group/turn print:min-h-0! [article+&]:mt-9', hasRoom && 'min-h-[calc(var(--view,0px)-64px)]')}
  >
    <div data-written-end={isLast || undefined}>
      {question}
      {children && <div className="flex min-w-0 flex-col gap-4.5">{children}</div>}
    </div>
  </article>
)

/** Draws one turn. If it throws, its question and answer are shown as plain text, and the other turns are not affected. */
export const TurnBoundary = ({ turn, children }: { turn: TurnView; children: ReactNode }) => (
  <ErrorBoundary of={turn} fallback={<PlainTurn turn={turn} />}>
    {children}
  </ErrorBoundary>
)

const PlainTurn = ({ turn }: { turn: TurnView }) => {
  const run = shownRun(turn)
  return (
    <TurnFrame messageId={turn.messageId} question={<h2 className={plain}>{run?.question ?? turn.question}</h2>}>
      <p className="text-ink-2 text-sm">This answer could not be displayed properly. Reload the page to try again.</p>
      {run?.answer && <p className={plain}>{run.answer.text}</p>}
    </TurnFrame>
  )
}

const plain = cn('wrap-anywhere whitespace-pre-wrap text-base')
