import { CornerDownRight } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useSettings } from '@/components/context/settings'
import { cn } from '@/components/ui/cn'
import { fetchFollowUps, knownFollowUps, mayHaveFollowUps } from '@/lib/client/chat/follow-ups'
import { isEnded, type RunView } from '@/lib/run-view/state'

type Props = {
  run: RunView
  onSend(question: string): void
  /** The chat has been given a title. */
  onTitle(title: string): void
}

/**
 * Questions to go on with, under the newest answer. Those of an answer that is being written, or has just been, are still to come: their
 * place is kept for them, so that nothing moves when they are there.
 */
export const FollowUpList = (props: Props) => (useSettings().suggestFollowUps ? <Questions {...props} /> : null)

const Questions = ({ run, onSend, onTitle }: Props) => {
  const [asked, setAsked] = useState<string[]>()
  const questions = knownFollowUps(run) ?? asked
  // Of one that ended before this page saw it only the clocks tell how long that is ago, and they may differ.
  const [wasLive] = useState(!isEnded(run))
  const isWanted = questions === undefined && mayHaveFollowUps(run, wasLive ? run.lastEventAt : Date.now())
  const [isLate] = useState(wasLive || isWanted)
  const onFound = useEffectEvent((title: string | undefined, followUps: string[]) => {
    setAsked(followUps)
    if (title !== undefined) onTitle(title)
  })
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    void fetchFollowUps(run.runId).then(({ title, followUps }) => isGone || onFound(title, followUps))
    return () => {
      isGone = true
    }
  }, [isWanted, run.runId])
  const shown = run.state.name === 'done' ? (questions ?? []) : []
  if (shown.length === 0 && !isLate) return null
  return (
    <div className={cn('print:hidden max-sm:-mx-4', isLate && 'min-h-31 max-sm:min-h-15')}>
      {shown.length > 0 && (
        <ul
          aria-label="Follow-up questions"
          className="flex animate-rise flex-col items-start gap-2 max-sm:snap-x max-sm:flex-row max-sm:items-stretch max-sm:overflow-x-auto max-sm:px-4 max-sm:[scrollbar-width:none]"
        >
          {shown.map((question) => (
            <li key={question} className="flex max-w-full max-sm:max-w-58 max-sm:flex-none max-sm:snap-start max-sm:scroll-ml-4">
              <button type="button" className={chip} onClick={() => onSend(question)}>
                <CornerDownRight size={14} aria-hidden className="mt-0.75 flex-none text-ink-3 rtl:-scale-x-100" />
                <span dir="auto" className="min-w-0 wrap-anywhere max-sm:line-clamp-2">
                  {question}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const chip = cn(
  'flex min-h-9 w-full items-start gap-2 rounded-md border border-line px-3 py-1.75 text-left text-ink-2 text-sm leading-[1.45] transition-colors',
  'hover:border-line-2 hover:bg-surface hover:text-ink coarse:min-h-10 coarse:py-2.25 forced-colors:border-[ButtonText]',
)
