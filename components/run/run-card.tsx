import { memo, useContext, useEffect, useId, useMemo, useState } from 'react'
import { useSettings } from '@/components/context/settings'
import { InspectorContext } from '@/components/context/thread-context'
import { cn } from '@/components/ui/cn'
import type { Ms, Seq } from '@/lib/protocol/event'
import { formatWait } from '@/lib/run-view/format-step'
import { planOf, stepsBesidePlan } from '@/lib/run-view/plan'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { Fold } from './fold'
import { PlanCard } from './plan-card'
import { RunLine, WaitingLine } from './run-line'
import { RunTimeContext, stepsEndedAt } from './run-time'
import { StepList } from './step-list'
import { useFolding } from './use-folding'

type RunCardProps = {
  run: RunView
  /** Events up to this one were read from storage: their rows do not animate in. */
  restoredSeq?: Seq
  /** Server clock minus ours. */
  skewMs: Ms
}

/**
 * The work of one run: its line and its steps. A token of the answer does not render it again, and a tick of the clock
 * only its clocks and bars. A choice to keep the steps open or closed lasts for the turn, so give it no `key` of the run.
 */
export const RunCard = memo(
  ({ run, restoredSeq = 0, skewMs }: RunCardProps) => {
    const [choice, setChoice] = useState<boolean>()
    return <Card key={run.runId} run={run} restoredSeq={restoredSeq} skewMs={skewMs} choice={choice} onChoose={setChoice} />
  },
  (before, after) => rendersSame(before, after),
)

type CardProps = Required<RunCardProps> & { choice: boolean | undefined; onChoose: (open: boolean) => void }

const Card = ({ run, restoredSeq, skewMs, choice, onChoose }: CardProps) => {
  const id = useId()
  const { keepStepsOpen } = useSettings()
  const { section, folded, handlers } = useFolding(run, choice !== undefined || keepStepsOpen)
  const [isMounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])

  const { startedAt } = run
  const endedAt = stepsEndedAt(run)
  const time = useMemo(() => ({ startedAt, skewMs, ...(endedAt !== undefined && { endedAt }) }), [startedAt, skewMs, endedAt])
  const inspector = useContext(InspectorContext)
  const toggle = () => {
    onChoose(!open)
    inspector?.onRun(run.runId)
  }

  const open = choice ?? (keepStepsOpen || !folded)
  // Once the steps have been closed, a search no longer keeps room for pages that it did not find.
  const [wasClosed, setWasClosed] = useState(!open)
  if (!open && !wasClosed) setWasClosed(true)
  const lineId = `${id}line`
  const listId = `${id}list`
  const hasAnswer = run.answer !== undefined && run.answer.text !== ''
  const plan = planOf(run)
  const steps = stepsBesidePlan(run.steps)
  const isLive = !isEnded(run)
  if (run.steps.length === 0) {
    return isEnded(run) || hasAnswer ? null : (
      <RunTimeContext value={time}>
        <div className={cn(card, 'border-transparent')}>
          <WaitingLine run={run} />
        </div>
      </RunTimeContext>
    )
  }
  return (
    <RunTimeContext value={time}>
      <section
        ref={section}
        className={cn(card, 'border-line bg-surface')}
        aria-label="Steps"
        data-slot="run"
        data-answered={hasAnswer || undefined}
        data-was-closed={wasClosed || undefined}
        {...handlers}
      >
        <RunLine run={run} id={lineId} listId={listId} open={open} onToggle={toggle} />
        {/* Only the line and the plan are printed, whether the steps are open or not. */}
        <Fold id={listId} open={open} onFound={() => onChoose(true)} className="print:hidden">
          {plan && <PlanCard {...plan} isLive={isLive} />}
          {steps.length > 0 && (
            <StepList
              items={steps}
              animatesIn={isMounted && run.lastSeq > restoredSeq}
              isLive={isLive}
              isAnswered={hasAnswer}
              lineId={lineId}
            />
          )}
        </Fold>
        {plan && <PlanCard {...plan} isLive={false} className="hidden print:block" />}
      </section>
    </RunTimeContext>
  )
}

/**
 * The focus ring is drawn inside. Nothing is clipped: of what is in a clipped box Chromium does not see that a scroll makes up for its
 * move, and counts a layout shift.
 */
const card = cn('rounded-lg border [--focus-offset:-2px] print:break-inside-avoid')

/** The measured skew varies with each event; a smaller change is not worth rendering again. */
const skewToleranceMs = 200

/**
 * What a token of the answer changes. Of these the card shows what is compared below; every other field of a run counts, so a new one is
 * drawn when it changes.
 */
const changedByTokens: ReadonlySet<string> = new Set<keyof RunView>(['answer', 'lastSeq', 'lastEventAt', 'turns', 'totalTokens'])

/** Whether two sets of props render the same. Of the answer only its presence matters, not its text. */
export const rendersSame = (before: RunCardProps, after: RunCardProps): boolean => {
  const [a, b] = [before.run, after.run]
  const isSameField = (name: string) => changedByTokens.has(name) || a[name as keyof RunView] === b[name as keyof RunView]
  return (
    before.restoredSeq === after.restoredSeq &&
    Math.abs(before.skewMs - after.skewMs) < skewToleranceMs &&
    (a === b ||
      (Object.keys({ ...a, ...b }).every(isSameField) &&
        formatWait(a)?.since === formatWait(b)?.since &&
        a.answer?.messageId === b.answer?.messageId &&
        (a.answer?.text === '') === (b.answer?.text === '') &&
        stepsEndedAt(a) === stepsEndedAt(b)))
  )
}
