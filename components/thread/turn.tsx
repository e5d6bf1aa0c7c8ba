import { memo, useMemo } from 'react'
import { AnswerSection } from '@/components/answer/answer-section'
import { type StepActions, StepActionsContext } from '@/components/context/step-actions-context'
import { RunCard } from '@/components/run/run-card'
import type { VersionStart } from '@/lib/client/chat/new-version'
import type { MessageId, Ms } from '@/lib/protocol/event'
import { isEnded } from '@/lib/run-view/run-view'
import { shownRun, type Turn as TurnView } from '@/lib/run-view/thread-view'
import { Question } from './question'
import { TurnActions } from './turn-actions'
import { TurnEnding } from './turn-ending'
import { TurnFrame } from './turn-frame'

type Props = {
  turn: TurnView
  isLast: boolean
  /** Room is kept under a question that was asked here, so that its answer grows without moving anything. */
  hasRoom: boolean
  restoredSeq: number
  /** Server clock minus ours; 0 for a run that has ended, so that old turns are not drawn anew with each event. */
  skewMs: Ms
  /** Its question is being edited. */
  isEditing: boolean
  onChoose(turnId: MessageId, version: number): void
  onVersion(turnId: MessageId, start: VersionStart, modelId?: string): void
  onEditing(turnId: MessageId | undefined): void
}

/** A question and what came of it: steps, sources, answer, actions. */
export const Turn = memo((props: Props) => {
  const { turn, isLast, hasRoom, restoredSeq, skewMs, isEditing, onChoose, onVersion, onEditing } = props
  const { messageId } = turn
  const run = shownRun(turn)
  const ended = run !== undefined && isEnded(run)
  const answeredBy = run?.model.id ?? ''
  const stepActions = useMemo<StepActions>(
    () => ({
      isEnded: ended,
      modelId: answeredBy,
      onRetry: (toolCallId) => onVersion(messageId, { action: 'retry-call', toolCallId }),
      onChange: (toolCallId, { modelId, ...args }) =>
        onVersion(messageId, { action: 'retry-call', toolCallId, ...args }, modelId),
      onAnswerWithout: () => onVersion(messageId, { action: 'answer-now' }),
    }),
    [messageId, onVersion, ended, answeredBy],
  )
  return (
    <TurnFrame
      turnId={messageId}
      isLast={isLast}
      hasRoom={hasRoom}
      question={
        <Question
          text={run?.question ?? turn.question}
          isEditing={isEditing}
          onEditing={(editing) => onEditing(editing ? messageId : undefined)}
          onSend={(text) => onVersion(messageId, { action: 'edit', text })}
        />
      }
    >
      {run && (
        <>
          <StepActionsContext value={stepActions}>
            <RunCard key={run.runId} run={run} restoredSeq={restoredSeq} skewMs={skewMs} />
          </StepActionsContext>
          <AnswerSection run={run} />
          {!isLast && <TurnEnding run={run} onStart={(start) => onVersion(messageId, start)} />}
          <TurnActions
            turn={turn}
            run={run}
            isLast={isLast}
            onChoose={onChoose}
            onRegenerate={(modelId) => onVersion(messageId, { action: 'regenerate' }, modelId)}
          />
        </>
      )}
    </TurnFrame>
  )
})
