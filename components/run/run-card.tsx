import { memo, useCallback, useContext, useEffect, useId, useMemo, useState } from 'react'
import { InspectorContext } from '@/components/context/inspector-context'
import { useSettings } from '@/components/context/settings'
import { cn } from '@/components/ui/cn'
import type { Ms, Seq } from '@/lib/protocol/event'
import { formatWait } from '@/lib/run-view/format-step'
import { isEnded, type RunView } from '@/lib/run-view/run-view'
import { Fold } from './fold'
import { RunLine, WaitingLine } from './run-summary'
import { RunTimeContext, stepsEndedAt } from './run-time'
import { StepList } from './step-list'
import { useFolding } from './use-folding'

type RunCardProps = {
  run: RunView
  /** Events up to this were read back, not seen live: their rows do not animate in. */
  restoredSeq?: Seq
  /** Server clock minus ours. */
  skewMs: Ms
}

/**
 * The work of one run: its line and its steps. A token of the answer does not draw it again, and a tick of the clock
 * only its clocks and bars. Give it no key of the run: a choice to keep the steps open or closed lasts for the turn.
 */
export const RunCard = memo(
  ({ run, restoredSeq = 0, skewMs }: RunCardProps) => {
    const [choice, setChoice] = useState<boolean>()
    return <Card key={run.runId} run={run} restoredSeq={restoredSeq} skewMs={skewMs} choice={choice} onChoose={setChoice} />
  },
  (before, after) => showsTheSame(before, after),
)

type CardProps = Required<RunCardProps> & { choice: boolean | undefined; onChoose: (open: boolean) => void }

const Card = ({ run, restoredSeq, skewMs, choice, onChoose }: CardProps) => {
  const id = useId()
  const { keepStepsOpen } = useSettings()
  const { section, folded, watch } = useFolding(run, choice !== undefined || keepStepsOpen)
  const [settled, setSettled] = useState(false)
  useEffect(() => setSettled(true), [])

  const { startedAt } = run
  const endedAt = stepsEndedAt(run)
  const time = useMemo(() => ({ startedAt, skewMs, ...(endedAt !== undefined && { endedAt }) }), [startedAt, skewMs, endedAt])
  const details = useContext(InspectorContext)
  const toggle = () => {
    onChoose(!open)
    details?.onRun(run.runId)
  }
  const showAll = useCallback(() => onChoose(true), [onChoose])

  const open = choice ?? (keepStepsOpen || !folded)
  // Once the steps have been closed, a search keeps no room for pages that did not come.
  const [wasClosed, setWasClosed] = useState(!open)
  if (!open && !wasClosed) setWasClosed(true)
  const lineId = `${id}line`
  const listId = `${id}list`
  const hasAnswer = run.answer !== undefined && run.answer.text !== ''
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
        data-answered={hasAnswer || undefined}
        data-was-closed={wasClosed || undefined}
        {...watch}
      >
        <RunLine run={run} id={lineId} listId={listId} open={open} onToggle={toggle} />
        {/* On paper the steps are their line, whether they are open on screen or not. */}
        <Fold id={listId} open={open} onFound={showAll} className="print:hidden">
          <StepList
            items={run.steps}
            enters={settled && run.lastSeq > restoredSeq}
            live={!isEnded(run)}
            answered={hasAnswer}
            lineId={lineId}
          />
        </Fold>
      </section>
    </RunTimeContext>
  )
}

/** It clips what is in it, so that focus is drawn inside. */
const card = cn('overflow-clip rounded-lg border [--focus-offset:-2px] print:break-inside-avoid')

/** Clocks on both sides tell slightly different times with each event; less than this is not worth drawing anew. */
const skewToleranceMs = 200

/** Two sets of props that look alike: of the answer only whether it is there counts, not its words. */
const showsTheSame = (before: RunCardProps, after: RunCardProps): boolean => {
  const [a, b] = [before.run, after.run]
  return (
    a === b ||
    (a.runId === b.runId &&
      a.steps === b.steps &&
      a.sources === b.sources &&
      formatWait(a)?.words === formatWait(b)?.words &&
      formatWait(a)?.since === formatWait(b)?.since &&
      a.state.name === b.state.name &&
      a.startedAt === b.startedAt &&
      a.answer?.messageId === b.answer?.messageId &&
      (a.answer?.text === '') === (b.answer?.text === '') &&
      stepsEndedAt(a) === stepsEndedAt(b) &&
      before.restoredSeq === after.restoredSeq &&
      Math.abs(before.skewMs - after.skewMs) < skewToleranceMs)
  )
}
