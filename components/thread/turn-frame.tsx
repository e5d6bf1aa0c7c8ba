import type { ReactNode } from 'react'
import { type AnswerRenderer, AnswerSection } from '@/components/answer/answer-section'
import { RunCard } from '@/components/run/run-card'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import { cn } from '@/components/ui/cn'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import type { MessageId, Ms, Seq } from '@/lib/protocol/event'
import { shownQuestion, shownRun, type TurnView } from '@/lib/run-view/thread-view'
import { QuestionFiles } from './question-files'

type FrameProps = {
  messageId: MessageId
  isLast?: boolean
  /** Keeps room under the question, so that it can stand at the top before there is anything below it. */
  hasRoom?: boolean
  question: ReactNode
  /** The steps, the answer and the actions. */
  children?: ReactNode
}

/** The element of a turn: its question, and what follows. Far off screen it is not laid out (app/styles/thread.css). */
export const TurnFrame = ({ messageId, isLast, hasRoom, question, children }: FrameProps) => (
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

type BodyProps = Omit<FrameProps, 'messageId'> & {
  turn: TurnView
  restoredSeq: Seq
  skewMs: Ms
  renderer?: AnswerRenderer | undefined
}

/**
 * What a turn shows wherever it is shown, in a chat, a shared page or an opened file: the question with its files, the work and the
 * answer of the chosen run. `children` is what can be done there, below the answer.
 */
export const TurnBody = ({ turn, question, restoredSeq, skewMs, renderer, children, ...frame }: BodyProps) => {
  const run = shownRun(turn)
  return (
    <TurnFrame
      {...frame}
      messageId={turn.messageId}
      question={
        <>
          <QuestionFiles files={run?.files} />
          {question}
        </>
      }
    >
      {run && (
        <>
          <RunCard run={run} restoredSeq={restoredSeq} skewMs={skewMs} />
          <AnswerSection run={run} renderer={renderer} />
          {run.imageLeftOut !== undefined && <p className="wrap-anywhere text-ink-3 text-sm">{run.imageLeftOut}</p>}
          {children}
        </>
      )}
    </TurnFrame>
  )
}

/** Draws one turn. If it throws, its question and answer are shown as plain text, and the other turns are not affected. */
export const TurnBoundary = ({ turn, children }: { turn: TurnView; children: ReactNode }) => (
  <ErrorBoundary of={turn} fallback={<PlainTurn turn={turn} />}>
    {children}
  </ErrorBoundary>
)

const PlainTurn = ({ turn }: { turn: TurnView }) => {
  const run = shownRun(turn)
  return (
    <TurnFrame messageId={turn.messageId} question={<h2 className={plain}>{shownQuestion(turn)}</h2>}>
      <p className="text-ink-2 text-sm">This answer could not be displayed properly. Reload the page to try again.</p>
      {run?.answer && <p className={plain}>{run.answer.text}</p>}
    </TurnFrame>
  )
}

const plain = cn('wrap-anywhere whitespace-pre-wrap text-base')
