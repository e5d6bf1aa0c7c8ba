import { cn } from '@/components/ui/cn'
import { shownRun, type Turn } from '@/lib/run-view/thread-view'
import { TurnFrame } from './turn-frame'

/** A turn that threw while it was drawn: its question and answer as plain text. */
export const BrokenTurn = ({ turn }: { turn: Turn }) => {
  const run = shownRun(turn)
  return (
    <TurnFrame turnId={turn.messageId} question={<h2 className={plain}>{run?.question ?? turn.question}</h2>}>
      <p className="text-ink-2 text-sm">This answer could not be shown as usual. Reload the page to try again.</p>
      {run?.answer && <p className={plain}>{run.answer.text}</p>}
    </TurnFrame>
  )
}

const plain = cn('wrap-anywhere whitespace-pre-wrap text-base')
