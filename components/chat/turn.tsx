import { memo } from 'react'
import { AnswerSection } from '@/components/answer/answer-section'
import { TurnActions } from '@/components/answer/turn-actions'
import { RunCard } from '@/components/run/run-card'
import { shownRun } from '@/lib/client/chat-state'
import type { MessageId, Ms } from '@/lib/protocol/event'
import type { Turn as TurnView } from '@/lib/view/thread-view'
import { Question } from './question'

type Props = {
  turn: TurnView
  isLast: boolean
  /** Room is kept under a question that was asked here, so that its answer grows without moving anything. */
  hasRoom: boolean
  restoredSeq: number
  /** Server clock minus ours; 0 for a run that has ended, so that old turns are not drawn anew with each event. */
  skewMs: Ms
  onChoose(turnId: MessageId, version: number): void
  onRegenerate(turnId: MessageId): void
}

/** The element a turn is found by when it is scrolled to. */
export const toTurnElementId = (turnId: MessageId): string => `turn-${turnId}`

/** A question and what came of it: steps, sources, answer, actions. */
export const Turn = memo(({ turn, isLast, hasRoom, restoredSeq, skewMs, onChoose, onRegenerate }: Props) => {
  const run = shownRun(turn)
  return (
    <article className="turn" id={toTurnElementId(turn.messageId)} data-room={hasRoom || undefined}>
      <div className="turn-body" data-written-end={isLast || undefined}>
        <Question text={turn.question} />
        {run && (
          <div className="turn-run">
            <RunCard key={run.runId} run={run} restoredSeq={restoredSeq} skewMs={skewMs} />
            <AnswerSection run={run} />
            <TurnActions turn={turn} run={run} isLast={isLast} onChoose={onChoose} onRegenerate={onRegenerate} />
          </div>
        )}
      </div>
    </article>
  )
})
