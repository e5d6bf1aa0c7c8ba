import { GitFork, Sparkle } from 'lucide-react'
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { glide } from '@/components/ui/screen'
import { formatSpokenTime } from '@/lib/run-view/format-run'
import { formatThought } from '@/lib/run-view/format-step'
import { type Call, isUnderWay, type StepItem } from '@/lib/run-view/state'
import { CallStep } from './call-step'
import { Step, StepContent, StepTitle } from './step'

export type StepItemRowProps = {
  item: StepItem
  /** New rows rise into place. */
  animatesIn: boolean
  /** The run did not end with this item. */
  hasNext: boolean
  /** A later call is done. */
  hasLaterSuccess: boolean
}

/** One item of the steps: a note, a thought, or the calls of one model turn. */
export const StepItemRow = ({ item, ...rest }: StepItemRowProps) => {
  switch (item.kind) {
    case 'note':
      return <NoteRow text={item.text} />
    case 'thinking':
      return <ThinkingRow item={item} animatesIn={rest.animatesIn} />
    case 'calls':
      return <CallGroup calls={item.calls} {...rest} />
  }
}

/**
 * The calls of one model turn. A single one is a plain step; when a second is named they become lanes of one group, in the
 * order their names arrived. The elements are the same in both cases, so that an open row stays open and keeps its focus.
 */
const CallGroup = memo(({ calls, ...rest }: Omit<StepItemRowProps, 'item'> & { calls: Call[] }) => {
  const isSingle = calls.length === 1
  const lanes = useRef<HTMLOListElement>(null)
  const wasSingle = useRef(isSingle)
  useLayoutEffect(() => {
    // The first one moves from where it was to its place under the label.
    if (wasSingle.current && !isSingle && lanes.current)
      glide(lanes.current, { x: -lanes.current.offsetLeft, y: -lanes.current.offsetTop })
    wasSingle.current = isSingle
  }, [isSingle])
  return (
    <div className={cn(!isSingle && 'relative flow-root')}>
      {!isSingle && (
        <>
          <GroupLabel icon={<GitFork size={14} aria-hidden />} className="min-h-8.5">
            <span>
              <b className="font-medium text-ink-2">In parallel</b>&ensp;{formatProgress(calls)}
            </span>
          </GroupLabel>
          <span className="-bottom-0.5 absolute top-7.5 left-[23.5px] w-px bg-line-2 group-last/item:hidden max-sm:hidden" />
        </>
      )}
      <ol
        ref={lanes}
        className={cn(
          !isSingle && 'mr-3 mb-2 ml-11.75 divide-y divide-line overflow-hidden rounded-md border border-line max-sm:mx-2.5',
        )}
        role={isSingle ? 'presentation' : undefined}
        aria-label={isSingle ? undefined : 'In parallel'}
      >
        {calls.map((call) => (
          <CallStep key={call.toolCallId} call={call} isLane={!isSingle} {...rest} />
        ))}
      </ol>
    </div>
  )
})

type GroupLabelProps = { icon: ReactNode; className: string; children: ReactNode }

/** The label of a group of steps, with its icon on the line that joins the rows. */
export const GroupLabel = ({ icon, className, children }: GroupLabelProps) => (
  <span className={cn('relative flex items-center gap-2.75 px-3 text-ink-3 text-xs', className)}>
    <span className="relative z-raised grid w-6 place-items-center bg-surface">{icon}</span>
    {children}
  </span>
)

/** "2 running", "1 of 3 finished", "2 finished". */
const formatProgress = (calls: Call[]): string => {
  const live = calls.filter(isUnderWay).length
  const finished = calls.filter((call) => call.state === 'done' || call.state === 'failed').length
  if (finished === calls.length) return `${finished} finished`
  return live > 0 && finished === 0 ? `${live} running` : `${finished} of ${calls.length} finished`
}

const note = cn('block w-full py-2.5 pr-3 pl-11.75 text-left text-base text-ink-3 max-sm:pl-11.25')

/** Text that the model wrote before its calls, on two lines at first. */
const NoteRow = memo(({ text }: { text: string }) => {
  const [open, setOpen] = useState(false)
  const [clipped, setClipped] = useState(false)
  const words = useRef<HTMLSpanElement>(null)

  // Observed, not measured once: a folded card has no height, and a phone can be turned.
  useLayoutEffect(() => {
    const element = words.current
    if (!element || open) return
    const observer = new ResizeObserver(() => setClipped(element.scrollHeight > element.clientHeight + 1))
    observer.observe(element)
    return () => observer.disconnect()
  }, [open])

  const content = (
    <span ref={words} className={cn('wrap-anywhere', open ? 'block whitespace-pre-wrap' : 'line-clamp-2')}>
      {text.trim()}
    </span>
  )
  return clipped || open ? (
    <button type="button" className={note} aria-expanded={open} onClick={() => setOpen(!open)}>
      {content}
    </button>
  ) : (
    <p className={note}>{content}</p>
  )
})

type ThinkingProps = { item: Extract<StepItem, { kind: 'thinking' }>; animatesIn: boolean }

/** The last two lines of a thought while the model thinks; then "Thought for 4 s", which opens to the whole text. */
const ThinkingRow = memo(({ item, animatesIn }: ThinkingProps) => {
  const isOver = item.endedAt !== undefined
  const span = (item.endedAt ?? item.startedAt) - item.startedAt
  return (
    <Step
      as="div"
      rowId={item.id}
      state="thinking"
      icon={<Sparkle size={13} aria-hidden />}
      title={
        <StepTitle state="thinking" isLive={!isOver}>
          {isOver ? formatThought(span) : 'Thinking'}
        </StepTitle>
      }
      label={isOver ? formatThought(span, formatSpokenTime) : 'Thinking'}
      meta={null}
      animatesIn={animatesIn}
      preview={isOver ? undefined : <ThinkingTail text={item.text} />}
      body={(open) => (open || isOver) && <ThinkingText text={item.text} />}
    />
  )
})

const thought = cn('text-base text-ink-3 wrap-anywhere')

const ThinkingText = ({ text }: { text: string }) => (
  <StepContent>
    <section
      className={cn(thought, 'scroll-thin max-h-60 overflow-auto leading-normal whitespace-pre-wrap')}
      aria-label="Thinking"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {text.trim()}
    </section>
  </StepContent>
)

/** Two lines hold no more, and a long thought is not laid out again with each word. */
const maxTailChars = 400

/** The end of a thought, in a box that does not grow and is scrolled to its end. The whole text is in the row's body. */
const ThinkingTail = ({ text }: { text: string }) => {
  const box = useRef<HTMLDivElement>(null)
  const tail = text.slice(-maxTailChars).toWellFormed().replace(/\*\*/g, '').replace(/\s+/g, ' ').trim()
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each word
  useLayoutEffect(() => {
    box.current?.scrollTo(0, box.current.scrollHeight)
  }, [tail])
  return (
    <div
      ref={box}
      className={cn(thought, 'mb-2 h-[2.9em] overflow-hidden pr-3')}
      data-slot="thinking-tail"
      dir="auto"
      aria-hidden
    >
      {tail}
    </div>
  )
}
