import { memo, useContext, useId } from 'react'
import type { Call } from '@/lib/view/run-view'
import { toCallStatus } from '@/lib/view/run-words'
import { Clock } from './clock'
import { isSearch } from './is-search'
import { LateStepBody } from './late-step-body'
import { inlineOfResult } from './result-shape'
import { SharedContext } from './shared-context'
import { toSpokenClock } from './spoken-clock'
import { Step } from './step'
import { TimeBar } from './time-bar'
import { ToolCall } from './tool-call'
import { ToolIcon } from './tool-icon'

type Props = {
  call: Call
  enters: boolean
  /** The run did not end with this step. */
  wentOn: boolean
}

/** The row of one tool call, from the moment its name is known. */
export const CallStep = memo(({ call, enters, wentOn }: Props) => {
  const titleId = useId()
  const shared = useContext(SharedContext)
  const end = 'endedAt' in call ? call.endedAt : undefined
  return (
    <Step
      as="li"
      rowId={call.toolCallId}
      state={call.state}
      icon={<ToolIcon name={call.words.icon} />}
      title={<Title call={call} id={titleId} />}
      label={labelOf(call, shared)}
      describedBy={call.words.title ? undefined : titleId}
      meta={
        <>
          <Status call={call} shared={shared} />
          {call.state !== 'cancelled' && <TimeBar call={call} />}
          <Clock from={call.startedAt} until={end} wide />
        </>
      }
      opensByItself={opensByItself(call)}
      enters={enters}
      body={hasBody(call) ? (open) => (open || isOver(call)) && <LateStepBody call={call} wentOn={wentOn} /> : undefined}
    />
  )
})

/** A failure says why, and a search shows what it looks for, without being asked. */
const opensByItself = (call: Call): boolean =>
  call.state === 'failed' || (isSearch(call) && (call.state === 'running' || (call.state === 'writing' && call.argsText !== '')))

const hasBody = (call: Call): boolean => call.state !== 'queued' && call.state !== 'cancelled'

/** What is over is in the page even when folded, so that find-in-page finds it; what still grows is drawn only when seen. */
const isOver = (call: Call): boolean => call.state === 'done' || call.state === 'failed'

const Title = ({ call, id }: { call: Call; id: string }) => {
  const { title } = call.words
  if (title === undefined) {
    const result = call.state === 'done' ? inlineOfResult(call.result) : undefined
    return (
      <ToolCall id={id} name={call.name} argsText={call.argsText} writing={call.state === 'writing'} result={result?.short} />
    )
  }
  return (
    <>
      <span className="title">{titleOf(call)}</span>
      {call.state === 'done' && call.result.summary && <span className="summary">{call.result.summary}</span>}
    </>
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

/** Both lengths are in the page, and CSS shows the one that fits. */
const Status = ({ call, shared }: { call: Call; shared: boolean }) => {
  const words = toCallStatus(call, { shared })
  const short = toCallStatus(call, { shared, short: true })
  if (words === undefined) return null
  if (words === short) return <span className="status">{words}</span>
  return (
    <span className="status">
      <span className="status-long">{words}</span>
      <span className="status-short">{short}</span>
    </span>
  )
}

/** "add, done, 0.4 seconds". While the clock ticks it is left out, or the name would change ten times a second. */
const labelOf = (call: Call, shared: boolean): string => {
  const status = toCallStatus(call, { shared })?.toLowerCase() ?? 'done'
  const summary = call.state === 'done' && call.words.title && call.result.summary ? [call.result.summary] : []
  const clock = 'endedAt' in call ? [toSpokenClock(call.endedAt - call.startedAt)] : []
  return [titleOf(call), ...summary, status, ...clock].join(', ')
}
