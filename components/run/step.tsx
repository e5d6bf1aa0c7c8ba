import { type ComponentProps, type ReactNode, useContext, useId, useState } from 'react'
import { InspectorContext } from '@/components/context/inspector-context'
import { cn } from '@/components/ui/cn'
import { Spinner } from '@/components/ui/status'
import type { Call } from '@/lib/run-view/run-view'
import { Chevron } from './chevron'
import { Fold } from './fold'

/** `mended` has failed, and the model put its mistake right. */
export type StepState = Call['state'] | 'mended' | 'thinking'

type Props = {
  as: 'li' | 'div'
  /** Of the call or the thinking: the run details name the step by it. */
  rowId: string
  state: StepState
  icon: ReactNode
  title: ReactNode
  /** What a screen reader calls the row; it must not tick. */
  label: string
  /** The element that says the same at length. */
  describedBy?: string | undefined
  /** Status words, bar and clock. */
  meta: ReactNode
  /** One of several calls of a group. */
  isLane?: boolean
  /** Whether it opens without having been asked to; once open it stays so until closed by hand. */
  opensByItself?: boolean
  /** Rises into place: it came while the person was looking. */
  enters: boolean
  /** Under the head while it is closed. */
  preview?: ReactNode
  /** What it opens to, given whether it is open; nothing to open if left out. */
  body?: ((open: boolean) => ReactNode) | undefined
}

/**
 * One row of the steps: node, head, body. Its geometry is the same in every state; only the ring, the words and the
 * body change. The head stays a button throughout, so that focus is never lost.
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
  enters,
  preview,
  body,
}: Props) => {
  const [chosen, setChosen] = useState<boolean>()
  const [opened, setOpened] = useState(opensByItself)
  const [entering, setEntering] = useState(enters)
  const bodyId = useId()
  const details = useContext(InspectorContext)
  const isChosen = details?.isOpen === true && details.rowId === rowId
  if (opensByItself && !opened) setOpened(true)
  const open = body !== undefined && (chosen ?? opened)

  return (
    <Element
      className={cn(stepRow, isLane ? 'pr-3 pl-2.5' : 'px-3 max-sm:px-2.5', isChosen && 'bg-fill', entering && 'animate-rise')}
      data-slot="step"
      data-s={state}
      data-row={rowId}
      data-chosen={isChosen || undefined}
      data-enter={entering || undefined}
      onAnimationEnd={(event) => event.target === event.currentTarget && setEntering(false)}
    >
      <StepNode state={state}>{icon}</StepNode>
      <div className="min-w-0">
        <button
          type="button"
          className={cn(stepHead, 'rounded-sm text-left aria-disabled:cursor-default')}
          data-slot="step-head"
          aria-label={label}
          aria-describedby={describedBy}
          aria-expanded={body ? open : undefined}
          aria-controls={body ? bodyId : undefined}
          aria-disabled={body || details?.isOpen ? undefined : true}
          aria-current={isChosen || undefined}
          onClick={() => {
            if (body) setChosen(!open)
            details?.onStep(rowId)
          }}
        >
          {title}
          <StepMeta isShrinkable={state === 'done' || state === 'failed' || state === 'mended'}>
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
const stepHead = cn('flex min-h-11 w-full min-w-0 items-center gap-2.5 max-sm:gap-2')

/** A step that is not there yet: nothing of it can be opened. */
export const ComingStep = ({ icon, title, meta }: Pick<Props, 'icon' | 'title' | 'meta'>) => (
  <div className={cn(stepRow, 'px-3 max-sm:px-2.5')} data-slot="step" data-s="queued">
    <StepNode state="queued">{icon}</StepNode>
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
const nodeLooks: Record<StepState, string> = {
  writing: live,
  running: live,
  queued: cn(quiet, 'border-dashed'),
  done: 'border-line-2 bg-surface text-ink-2',
  failed: 'border-danger-line bg-danger-tint text-danger',
  mended: quiet,
  cancelled: quiet,
  thinking: quiet,
}

/** The round icon on the line that joins the steps. A ring turns about it while its call runs, a slow dashed one while it is written. */
const StepNode = ({ state, children }: { state: StepState; children: ReactNode }) => (
  <span className={cn('relative z-raised mt-2.5 grid size-6 place-items-center rounded-full border', nodeLooks[state])}>
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

const titleLooks: Partial<Record<StepState, string>> = {
  done: 'font-[450]',
  queued: 'font-normal text-ink-3',
  cancelled: 'font-normal text-ink-3',
  thinking: 'font-normal text-ink-3',
}

/** What a step does, in a few words. `isNow`: they shimmer. */
export const StepTitle = ({ state, isNow = false, children }: { state: StepState; isNow?: boolean; children: ReactNode }) => (
  <span
    className={cn(
      'min-w-0 truncate text-base tracking-[-0.005em]',
      isNow ? 'shimmer font-medium' : (titleLooks[state] ?? 'font-medium'),
    )}
  >
    {children}
  </span>
)

/** The end of a row. A long call has the room before a picture of its time; while a row moves, its parts keep their places. */
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

/** What an opened step shows. */
export const StepContent = ({ className, ...props }: ComponentProps<'div'>) => (
  <div
    {...props}
    data-slot="step-body"
    className={cn('flex min-w-0 animate-rise flex-col gap-2.5 pb-3 [animation-duration:240ms]', className)}
  />
)
