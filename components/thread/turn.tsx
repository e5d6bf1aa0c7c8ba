import { CircleStop, TriangleAlert } from 'lucide-react'
import { memo, useMemo } from 'react'
import { type StepActions, StepActionsContext, useStartButton } from '@/components/context/thread-context'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/status'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { answerNow, canAnswerNow, findNextAction, type NextAction, nextActions } from '@/lib/client/chat/next-action'
import type { MessageId, Ms } from '@/lib/protocol/event'
import { formatEnding } from '@/lib/run-view/format-notice'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { shownQuestion, shownRun, type TurnView } from '@/lib/run-view/thread-view'
import { FollowUpList } from './follow-ups'
import { Question } from './question'
import { TurnActions } from './turn-actions'
import { TurnBody } from './turn-frame'

type Props = {
  turn: TurnView
  isLast: boolean
  /** Keeps room under a question that was asked here, so that its answer grows without moving anything. */
  hasRoom: boolean
  restoredSeq: number
  /** Server clock minus ours; 0 for a run that has ended, so that old turns are not drawn anew with each event. */
  skewMs: Ms
  /** The question is being edited. */
  isEditing: boolean
  onChoose(messageId: MessageId, version: number): void
  onVersion(messageId: MessageId, start: VersionStart, modelId?: string): void
  onEditing(messageId: MessageId | undefined): void
  /** Sends a follow-up question; without it none are offered. */
  onFollowUp: ((question: string) => void) | undefined
  onTitle(title: string): void
}

/** A question with its steps, sources, answer and actions. */
export const Turn = memo((props: Props) => {
  const { turn, isLast, hasRoom, restoredSeq, skewMs, isEditing, onChoose, onVersion, onEditing, onFollowUp, onTitle } = props
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
    <StepActionsContext value={stepActions}>
      <TurnBody
        turn={turn}
        isLast={isLast}
        hasRoom={hasRoom}
        restoredSeq={restoredSeq}
        skewMs={skewMs}
        question={
          <Question
            text={shownQuestion(turn)}
            isEditing={isEditing}
            onEditing={(editing) => onEditing(editing ? messageId : undefined)}
            onSend={(question) => onVersion(messageId, { action: 'edit', question })}
          />
        }
      >
        {run && (
          <>
            {!isLast && <TurnEnding run={run} onStart={(start) => onVersion(messageId, start)} />}
            <TurnActions
              turn={turn}
              run={run}
              isLast={isLast}
              onChoose={onChoose}
              onRegenerate={(modelId) => onVersion(messageId, { action: 'regenerate' }, modelId)}
            />
            {onFollowUp && <FollowUpList key={run.runId} run={run} onSend={onFollowUp} onTitle={onTitle} />}
          </>
        )}
      </TurnBody>
    </StepActionsContext>
  )
})

type EndingProps = { run: RunView; onStart(start: VersionStart): void }

/** How the run of an earlier turn ended, where it failed or was stopped, and what can be done about it. The newest turn has a notice instead. */
const TurnEnding = ({ run, onStart }: EndingProps) => {
  const text = formatEnding(run)
  const next = findNextAction(run)
  if (text === undefined) return null
  const isStop = run.state.name === 'stopped'
  const Icon = isStop ? CircleStop : TriangleAlert
  return (
    <div
      data-slot="turn-ending"
      className="flex items-center gap-2.5 rounded-md border border-line py-1.75 pr-2 pl-3.5 text-ink-2 text-sm leading-[1.4]"
    >
      <Icon size={16} aria-hidden className={isStop ? 'text-ink-3' : run.state.name === 'failed' ? 'text-danger' : 'text-warn'} />
      <span className="min-w-0 wrap-anywhere">
        <CodeText text={text} />
      </span>
      {next && (
        <span className="ml-auto flex flex-none flex-wrap justify-end gap-2">
          {canAnswerNow(run) && <NextButton {...answerNow} onStart={onStart} />}
          <NextButton {...nextActions[next]} onStart={onStart} />
        </span>
      )}
    </div>
  )
}

const NextButton = ({ label, title, action, onStart }: NextAction & Pick<EndingProps, 'onStart'>) => {
  const start = useStartButton(() => onStart({ action }))
  return (
    <Button {...start} title={start.title ?? title}>
      {label}
    </Button>
  )
}
