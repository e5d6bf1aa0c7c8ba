import { memo } from 'react'
import { AnswerSection } from '@/components/answer/answer-section'
import { SharedContext } from '@/components/context/shared-context'
import { ReplayButton } from '@/components/replay/replay-button'
import { RunCard } from '@/components/run/run-card'
import { CodeText } from '@/components/ui/code-text'
import type { Seq } from '@/lib/protocol/event'
import { formatEnding } from '@/lib/run-view/format-run'
import { isEnded } from '@/lib/run-view/run-view'
import { shownRun, type Turn } from '@/lib/run-view/thread-view'
import { QuestionBubble, QuestionRow } from './question'
import { ActionRow, totalsOf } from './turn-actions'
import { TurnFrame } from './turn-frame'

/** A question and what came of it, to be read. */
export const ReadOnlyTurn = memo(({ turn, restoredSeq }: { turn: Turn; restoredSeq: Seq }) => {
  const run = shownRun(turn)
  const ending = run && formatEnding(run, { shared: true })
  return (
    <TurnFrame
      turnId={turn.messageId}
      question={
        <QuestionRow>
          <QuestionBubble text={turn.question} />
        </QuestionRow>
      }
    >
      {run && (
        <>
          <SharedContext value={true}>
            <RunCard run={run} restoredSeq={restoredSeq} skewMs={0} />
          </SharedContext>
          <AnswerSection run={run} />
          {ending !== undefined && (
            <p className="text-ink-2 text-sm">
              <CodeText text={ending} />
            </p>
          )}
          {isEnded(run) && (
            <ActionRow run={run} isAlwaysShown totals={<span className="max-sm:hidden">{totalsOf(run).join(' · ')}</span>}>
              <ReplayButton turnId={turn.messageId} run={run} />
            </ActionRow>
          )}
        </>
      )}
    </TurnFrame>
  )
})
