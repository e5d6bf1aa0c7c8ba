import { memo, type ReactNode, useContext, useId } from 'react'
import { SharedContext } from '@/components/context/shared-context'
import { cn } from '@/components/ui/cn'
import { formatSpokenTime } from '@/lib/run-view/format-run'
import { formatCallStatus } from '@/lib/run-view/format-step'
import { findQuery, isSearch } from '@/lib/run-view/is-search'
import { type Call, isMended } from '@/lib/run-view/run-view'
import { Clock } from './elapsed-time'
import { LazyStepBody } from './lazy-step-body'
import { inlineOfResult } from './result-shape'
import { Step, type StepState, StepTitle } from './step'
import { TimeBar } from './time-bar'
import { ToolCall } from './tool-call'
import { ToolIcon } from './tool-icon'

type Props = {
  call: Call
  /** One of several that the model asked for at once. */
  isLane: boolean
  enters: boolean
  /** The run did not end with this step. */
  wentOn: boolean
  /** A later step is done. */
  wentWell: boolean
}

/** The row of one tool call, from the moment its name is known. */
export const CallStep = memo(({ call, isLane, enters, wentOn, wentWell }: Props) => {
  const mended = isMended(call, wentWell)
  const state = mended ? 'mended' : call.state
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
      label={labelOf(call, { shared, mended })}
      describedBy={call.words.title ? undefined : titleId}
      meta={
        <>
          <Status call={call} isLane={isLane} shared={shared} mended={mended} />
          {call.state !== 'cancelled' && <TimeBar call={call} isMended={mended} />}
          <Clock from={call.startedAt} until={end} className="min-w-[5.2ch] flex-none text-right max-sm:min-w-0" />
        </>
      }
      isLane={isLane}
      opensByItself={!mended && opensByItself(call)}
      enters={enters}
      body={
        hasBody(call)
          ? (open) => (open || isOver(call)) && <LazyStepBody call={call} isOpen={open} wentOn={wentOn} mended={mended} />
          : undefined
      }
    />
  )
})

/** A failure says why, and a search shows what it looks for, without being asked. */
const opensByItself = (call: Call): boolean =>
  call.state === 'failed' || (isSearch(call) && (call.state === 'writing' || call.state === 'queued' || call.state === 'running'))

const hasBody = (call: Call): boolean => call.state !== 'cancelled' && (call.state !== 'queued' || isSearch(call))

/** What is over is in the page even when folded, so that find-in-page finds it; what still grows is drawn only when seen. */
const isOver = (call: Call): boolean => call.state === 'done' || call.state === 'failed'

const Title = ({ call, state, id }: { call: Call; state: StepState; id: string }) => {
  const { title } = call.words
  if (title === undefined) {
    const result = call.state === 'done' ? inlineOfResult(call.result) : undefined
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
  const does = (
    <>
      <StepTitle state={state}>{titleOf(call)}</StepTitle>
      {call.state === 'done' && call.result.summary && (
        <span className="text-ink-3 text-xs whitespace-nowrap max-2xs:hidden">{call.result.summary}</span>
      )}
    </>
  )
  return isSearch(call) ? <SearchTitle call={call}>{does}</SearchTitle> : does
}

/** What is looked for stands under what is done, in every state; its line is there before its first letter is. */
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

const titleOf = (call: Call): string => {
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

type Reading = { shared: boolean; mended: boolean }

const statusLooks: Partial<Record<StepState, string>> = {
  writing: 'font-medium text-accent-ink max-2xs:hidden',
  running: 'font-medium text-accent-ink max-2xs:hidden',
  failed: 'font-medium text-danger',
  queued: 'max-2xs:hidden',
}

/** Both lengths are in the page, and CSS shows the one that fits: in a lane and on a phone the short one. */
const Status = ({ call, isLane, ...as }: { call: Call; isLane: boolean } & Reading) => {
  const words = formatCallStatus(call, as)
  const short = formatCallStatus(call, { ...as, short: true })
  if (words === undefined) return null
  const state = as.mended ? 'mended' : call.state
  return (
    <span className={cn('flex-none whitespace-nowrap', statusLooks[state])}>
      {words === short ? (
        words
      ) : (
        <>
          <span className={isLane ? 'hidden' : 'max-xs:hidden'}>{words}</span>
          <span className={isLane ? undefined : 'xs:hidden'}>{short}</span>
        </>
      )}
    </span>
  )
}

/**
 * "add, done, 0.4 seconds", "Search the web for Lisbon, failed, 10 seconds". While the clock ticks it is left out, and so is a query that
 * is being written, or the name would change ten times a second.
 */
const labelOf = (call: Call, as: Reading): string => {
  const status = formatCallStatus(call, as)?.toLowerCase() ?? 'done'
  const summary = call.state === 'done' && call.words.title && call.result.summary ? [call.result.summary] : []
  const clock = 'endedAt' in call ? [formatSpokenTime(call.endedAt - call.startedAt)] : []
  const query = call.state !== 'writing' && isSearch(call) ? findQuery(call.argsText)?.text.trim() : undefined
  return [query ? `${titleOf(call)} for ${query}` : titleOf(call), ...summary, status, ...clock].join(', ')
}
