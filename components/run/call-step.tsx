import { memo, type ReactNode, useContext, useId } from 'react'
import { SharedContext } from '@/components/context/thread-context'
import { cn } from '@/components/ui/cn'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { lazyPart } from '@/components/ui/lazy-part'
import { formatSpokenTime } from '@/lib/run-view/format-run'
import { formatCallStatus, formatSpokenStatus } from '@/lib/run-view/format-step'
import { findQuery, isReading, isSearch } from '@/lib/run-view/is-search'
import { findInlineResult } from '@/lib/run-view/result-shape'
import { type Call, isUnderWay, wasCorrected } from '@/lib/run-view/state'
import { Clock, TimeBar } from './run-time'
import { Step, StepContent, type StepState, StepTitle } from './step'
import type { StepBodyProps } from './step-body'
import { ToolCall, ToolIcon } from './tool-call'

type Props = {
  call: Call
  /** One of several calls that run in parallel. */
  isLane: boolean
  /** It rises into place. */
  animatesIn: boolean
  /** The run did not end with this step. */
  hasNext: boolean
  /** A later call is done. */
  hasLaterSuccess: boolean
}

/** The row of one tool call, from the moment its name is known. */
export const CallStep = memo(({ call, isLane, animatesIn, hasNext, hasLaterSuccess }: Props) => {
  const corrected = wasCorrected(call, hasLaterSuccess)
  const state = corrected ? 'corrected' : call.state
  const titleId = useId()
  const shared = useContext(SharedContext)
  const end = 'endedAt' in call ? call.endedAt : undefined
  return (
    <Step
      as="li"
      rowId={call.toolCallId}
      state={state}
      icon={<ToolIcon name={call.words.icon} />}
      title={<Title call={call} state={state} id={titleId} />}
      label={formatLabel(call, { shared, corrected })}
      describedBy={call.words.title ? undefined : titleId}
      meta={
        <>
          <Status call={call} shared={shared} corrected={corrected} />
          {call.state !== 'cancelled' && <TimeBar call={call} isCorrected={corrected} />}
          <Clock from={call.startedAt} until={end} className="min-w-[5.2ch] flex-none text-right max-sm:min-w-0" />
        </>
      }
      isLane={isLane}
      opensByItself={!corrected && opensByItself(call)}
      animatesIn={animatesIn}
      body={
        hasBody(call)
          ? (open) =>
              (open || isOver(call)) && <LazyStepBody call={call} isOpen={open} hasNext={hasNext} isCorrected={corrected} />
          : undefined
      }
    />
  )
})

/** A failure opens by itself to say why, and a search to show what it finds. */
const opensByItself = (call: Call): boolean => call.state === 'failed' || (isSearch(call) && isUnderWay(call))

const hasBody = (call: Call): boolean => call.state !== 'cancelled' && (call.state !== 'queued' || isSearch(call))

/** The body of an ended call is rendered even when folded, for find-in-page; one that still grows only while it is open. */
const isOver = (call: Call): boolean => call.state === 'done' || call.state === 'failed'

const Title = ({ call, state, id }: { call: Call; state: StepState; id: string }) => {
  const { title } = call.words
  if (title === undefined) {
    const result = call.state === 'done' ? findInlineResult(call.result) : undefined
    return (
      <ToolCall
        id={id}
        name={call.name}
        argsText={call.argsText}
        writing={call.state === 'writing'}
        isQuiet={call.state === 'queued' || call.state === 'cancelled'}
        result={result?.short}
      />
    )
  }
  const heading = (
    <>
      <StepTitle state={state}>{formatTitle(call)}</StepTitle>
      {call.state === 'done' && call.result.summary && (
        <span
          className={cn(
            'text-ink-3 text-xs max-2xs:hidden',
            isReading(call) ? 'min-w-0 shrink-[999] truncate' : 'whitespace-nowrap',
          )}
        >
          {call.result.summary}
        </span>
      )}
    </>
  )
  return isSearch(call) ? <SearchTitle call={call}>{heading}</SearchTitle> : heading
}

/** A search has its query under its title in every state; the line is there before the first letter, so that nothing moves. */
const SearchTitle = ({ call, children }: { call: Call; children: ReactNode }) => {
  const query = findQuery(call.argsText)
  return (
    <span className="grid min-w-0">
      <span className="flex min-w-0 items-baseline gap-2.5 leading-[1.35]">{children}</span>
      <span className="min-h-[1.35em] truncate text-start text-ink-3 text-xs leading-[1.35]" data-slot="query" dir="auto">
        {query?.text}
        {call.state === 'writing' && !query?.isWhole && <span className="caret" data-slot="caret" aria-hidden />}
      </span>
    </span>
  )
}

const formatTitle = (call: Call): string => {
  const { title } = call.words
  switch (call.state) {
    case 'writing':
    case 'running':
      return title?.running ?? call.name
    case 'done':
      return title?.done ?? call.name
    default:
      return title?.todo ?? call.name
  }
}

type StatusOptions = { shared: boolean; corrected: boolean }

const statusStyles: Partial<Record<StepState, string>> = {
  writing: 'font-medium text-accent-ink max-2xs:hidden',
  running: 'font-medium text-accent-ink max-2xs:hidden',
  failed: 'font-medium text-failed',
  queued: 'max-2xs:hidden',
}

const Status = ({ call, ...options }: { call: Call } & StatusOptions) => {
  const status = formatCallStatus(call, options)
  const style = statusStyles[options.corrected ? 'corrected' : call.state]
  return status !== undefined && <span className={cn('flex-none whitespace-nowrap', style)}>{status}</span>
}

/**
 * The accessible name: "add, done, 0.4 seconds", "Search the web for Lisbon, failed, 10 seconds". A ticking clock and a query that
 * is being written are left out, or the name would change ten times a second.
 */
const formatLabel = (call: Call, options: StatusOptions): string => {
  const status = formatSpokenStatus(call, options)
  const summary = call.state === 'done' && call.words.title && call.result.summary ? [call.result.summary] : []
  const clock = 'endedAt' in call ? [formatSpokenTime(call.endedAt - call.startedAt)] : []
  const query = call.state !== 'writing' && isSearch(call) ? findQuery(call.argsText)?.text.trim() : undefined
  const title = query ? `${formatTitle(call)}${isReading(call) ? ':' : ' for'} ${query}` : formatTitle(call)
  return [title, ...summary, status, ...clock].join(', ')
}

const stepBody = lazyPart(() => import('./step-body').then(({ StepBody }) => StepBody))

/** Loads the code of step bodies: tables, trees, cards of pages. Call it when a step is likely to come. It never rejects. */
export const preloadStepBody = (): Promise<void> => stepBody.preload()

/** The body of an open step. If its code cannot be loaded or throws, the arguments and the result are shown as plain text. */
export const LazyStepBody = (props: StepBodyProps) => {
  const lazy = stepBody.usePart()
  if (lazy.name === 'loading') return null
  const { call } = props
  const plain = (
    <StepContent>
      <code>{call.argsText}</code>
      {'result' in call && <p>{call.result.error?.message ?? call.result.content}</p>}
    </StepContent>
  )
  if (lazy.name !== 'loaded') return plain
  return (
    <ErrorBoundary of={call} fallback={plain}>
      <lazy.Part {...props} />
    </ErrorBoundary>
  )
}
