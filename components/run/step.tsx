import { type ComponentProps, type ReactNode, useContext, useId, useState } from 'react'
import { InspectorContext } from '@/components/context/thread-context'
import { cn } from '@/components/ui/cn'
import { Spinner } from '@/components/ui/status'
import type { Call } from '@/lib/run-view/state'
import { Chevron, Fold } from './fold'

/** `corrected`: the call failed by a mistake of the model, which it corrected afterwards. */
export type StepState = Call['state'] | 'corrected' | 'thinking'

type Props = {
  as: 'li' | 'div'
  /** The id of the call or the thought, which names the step in the run details too. */
  rowId: string
  state: StepState
  icon: ReactNode
  title: ReactNode
  /** The accessible name of the row; it must not change with every tick. */
  label: string
  /** The id of an element that describes the row at length. */
  describedBy?: string | undefined
  /** Status, bar and clock. */
  meta: ReactNode
  /** One of several calls in a group. */
  isLane?: boolean
  /** Opens the row without a press; from then on it stays open until it is closed by hand. */
  opensByItself?: boolean
  /** It rises into place, as it came while the person was looking. */
  animatesIn: boolean
  /** Shown under the head while the row is closed. */
  preview?: ReactNode
  /** Renders the body, given whether the row is open; without it the row cannot be opened. */
  body?: ((open: boolean) => ReactNode) | undefined
}

/**
 * One row of the steps: icon, head, body. Its geometry is the same in every state; only the ring, the words and the
 * body change. The head is a button in every state, so that focus is never lost.
 */
export const Step = ({
  as: Element,
  rowId,
  state,
  icon,
  title,
  label,
  describedBy,
  meta,
  isLane = false,
  opensByItself = false,
  animatesIn,
  preview,
  body,
}: Props) => {
  const [chosen, setChosen] = useState<boolean>()
  const [opened, setOpened] = useState(opensByItself)
  const [isEntering, setIsEntering] = useState(animatesIn)
  const bodyId = useId()
  const inspector = useContext(InspectorContext)
  const isChosen = inspector?.isOpen === true && inspector.rowId === rowId
  if (opensByItself && !opened) setOpened(true)
  const open = body !== undefined && (chosen ?? opened)

  return (
    <Element
      className={cn(stepRow, isLane ? 'pr-3 pl-2.5' : 'px-3 max-sm:px-2.5', isChosen && 'bg-fill', isEntering && 'animate-rise')}
      data-slot="step"
      data-state={state}
      data-row={rowId}
      data-chosen={isChosen || undefined}
      data-enter={isEntering || undefined}
      onAnimationEnd={(event) => event.target === event.currentTarget && setIsEntering(false)}
    >
      <StepIcon state={state}>{icon}</StepIcon>
      <div className="min-w-0">
        <button
          type="button"
          className={cn(stepHead, 'rounded-sm text-left aria-disabled:cursor-default')}
          data-slot="step-head"
          aria-label={label}
          aria-describedby={describedBy}
          aria-expanded={body ? open : undefined}
          aria-controls={body ? bodyId : undefined}
          aria-disabled={body || inspector?.isOpen ? undefined : true}
          aria-current={isChosen || undefined}
          onClick={() => {
            if (body) setChosen(!open)
            inspector?.onStep(rowId)
          }}
        >
          {title}
          <StepMeta isShrinkable={state === 'done' || state === 'failed' || state === 'corrected'}>
            {meta}
            <Chevron isOpen={open} className={cn((state === 'queued' || state === 'cancelled') && 'invisible')} />
          </StepMeta>
        </button>
        {!open && preview}
        {body && (
          <Fold id={bodyId} open={open} onFound={() => setChosen(true)}>
            {body(open)}
          </Fold>
        )}
      </div>
    </Element>
  )
}

const stepRow = cn('relative grid grid-cols-[24px_minmax(0,1fr)] gap-x-2.75')
// What is focused scrolls into view below the run line.
const stepHead = cn('flex scroll-mt-13 min-h-11 w-full min-w-0 items-center gap-2.5 max-sm:gap-2')

/** A step that has not begun, which cannot be opened. */
export const ComingStep = ({ icon, title, meta }: Pick<Props, 'icon' | 'title' | 'meta'>) => (
  <div className={cn(stepRow, 'px-3 max-sm:px-2.5')} data-slot="step" data-state="queued">
    <StepIcon state="queued">{icon}</StepIcon>
    <div className={stepHead}>
      <StepTitle state="queued">{title}</StepTitle>
      <StepMeta>
        {meta}
        <span className="w-3.5" />
      </StepMeta>
    </div>
  </div>
)

const live = cn('border-transparent bg-accent-tint text-accent-ink')
const quiet = cn('border-line-2 bg-surface text-ink-3')
const iconStyles: Record<StepState, string> = {
  writing: live,
  running: live,
  queued: cn(quiet, 'border-dashed'),
  done: 'border-line-2 bg-surface text-ink-2',
  failed: 'border-failed-line bg-failed-tint text-failed',
  corrected: quiet,
  cancelled: quiet,
  thinking: quiet,
}

/** The round icon on the line that joins the steps. A ring turns around it while the call runs, a slow dashed one while it is written. */
const StepIcon = ({ state, children }: { state: StepState; children: ReactNode }) => (
  <span className={cn('relative z-raised mt-2.5 grid size-6 place-items-center rounded-full border', iconStyles[state])}>
    {children}
    {state === 'running' && <Spinner className="-inset-[1.5px] absolute" />}
    {state === 'writing' && (
      <span
        aria-hidden
        className="-inset-[1.5px] absolute animate-[spin_4s_linear_infinite] rounded-full border-2 border-accent-line border-dashed forced-colors:border-[CanvasText]"
      />
    )}
  </span>
)

const titleStyles: Partial<Record<StepState, string>> = {
  done: 'font-[450]',
  queued: 'font-normal text-ink-3',
  cancelled: 'font-normal text-ink-3',
  thinking: 'font-normal text-ink-3',
}

/** What a step does, in a few words, which shimmer while it `isLive`. */
export const StepTitle = ({ state, isLive = false, children }: { state: StepState; isLive?: boolean; children: ReactNode }) => (
  <span
    className={cn(
      'min-w-0 truncate text-base tracking-[-0.005em]',
      isLive ? 'shimmer font-medium' : (titleStyles[state] ?? 'font-medium'),
    )}
  >
    {children}
  </span>
)

/** The end of a row. In an ended row the bar shrinks for a long call; in a live one the parts keep their places. */
const StepMeta = ({ isShrinkable = false, children }: { isShrinkable?: boolean; children: ReactNode }) => (
  <span
    className={cn(
      'ml-auto flex items-center gap-2.25 text-ink-3 text-xs max-sm:gap-1.75',
      isShrinkable ? 'min-w-min shrink-1000' : 'flex-none',
    )}
  >
    {children}
  </span>
)

/** The box of what an open step shows. */
export const StepContent = ({ className, ...props }: ComponentProps<'div'>) => (
  <div
    {...props}
    data-slot="step-body"
    className={cn('flex min-w-0 animate-rise flex-col gap-2.5 pb-3 [animation-duration:240ms]', className)}
  />
)
