import { Check, Copy } from 'lucide-react'
import { memo } from 'react'
import { AnswerSection } from '@/components/answer/answer-section'
import { useCopyAnswer } from '@/components/answer/use-copy-answer'
import { SharedContext } from '@/components/context/shared-context'
import { ReplayButton } from '@/components/replay/replay-button'
import { RunCard } from '@/components/run/run-card'
import { toTurnElementId } from '@/components/scroll/turn-element'
import { CodeWords } from '@/components/ui/code-text'
import type { MessageId, Seq } from '@/lib/protocol/event'
import { toEndingWords } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/run-view'
import { shownRun, type Turn } from '@/lib/run-view/thread-view'
import { Bubble } from './question'
import { totalsOf } from './turn-actions'

/** A question and what came of it, to be read. */
export const SharedTurn = memo(({ turn, restoredSeq }: { turn: Turn; restoredSeq: Seq }) => {
  const run = shownRun(turn)
  const ending = run && toEndingWords(run, { shared: true })
  return (
    <article className="turn" id={toTurnElementId(turn.messageId)}>
      <div className="turn-body">
        <div className="question">
          <Bubble text={turn.question} />
        </div>
        {run && (
          <div className="turn-run">
            <SharedContext value={true}>
              <RunCard run={run} restoredSeq={restoredSeq} skewMs={0} />
            </SharedContext>
            <AnswerSection run={run} />
            {ending !== undefined && (
              <p className="shared-ending">
                <CodeWords text={ending} />
              </p>
            )}
            <SharedActions turnId={turn.messageId} run={run} />
          </div>
        )}
      </div>
    </article>
  )
})

const SharedActions = ({ turnId, run }: { turnId: MessageId; run: RunView }) => {
  const { state, copyAnswer } = useCopyAnswer(run)
  const { answer } = run
  if (!isEnded(run)) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="turn-actions" role="group" aria-label="Answer" data-last>
      {answer && (
        <button type="button" className="ib" aria-label={state === 'copied' ? 'Copied' : 'Copy answer'} onClick={copyAnswer}>
          {state === 'copied' ? <Check size={16} /> : <Copy size={16} />}
        </button>
      )}
      <ReplayButton turnId={turnId} run={run} />
      <span role="status" className="turn-said">
        {state === 'refused' && 'Copying is blocked here. Select the text instead.'}
      </span>
      <span className="totals">{totalsOf(run).join(' · ')}</span>
    </div>
  )
}
