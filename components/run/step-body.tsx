import { memo, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { isSearch } from '@/lib/run-view/is-search'
import type { Call } from '@/lib/run-view/run-view'
import { ArgsView } from './args-view'
import { ResultView } from './result-view'
import { SearchBody } from './search-body'
import { StepContent } from './step'
import { StepError, type StepErrorProps } from './step-error'
import { Output, StepPart } from './step-part'
import { useCallChange } from './use-call-change'

export type StepBodyProps = Omit<StepErrorProps, 'call'> & { call: Call; isOpen: boolean }

/** What an opened step shows. */
export const StepBody = memo(({ isOpen, ...props }: StepBodyProps) => {
  const { call } = props
  const isOver = 'endedAt' in call
  // A search that was seen at work keeps its height whatever comes of it, so that no row below it moves, until it is closed.
  const [isHeld, setHeld] = useState(isSearch(call) && !isOver)
  if (isHeld && isOver && !isOpen) setHeld(false)
  return (
    <StepContent data-held={isHeld || undefined} className={cn(isHeld && held)}>
      {call.state === 'failed' ? <StepError {...props} call={call} /> : <CallContent call={call} />}
    </StepContent>
  )
})

/** Two rows of cards, and the line under them; nothing once the steps have been closed. */
const held = cn('min-h-37 in-data-was-closed:min-h-0 coarse:min-h-39 coarse:in-data-was-closed:min-h-0')

const CallContent = ({ call }: { call: Call }) => {
  const change = useCallChange(call, isSearch(call) ? 'foot' : 'head')
  if (isSearch(call)) {
    return (
      <>
        <SearchBody call={call} action={change.button} />
        <Truncated call={call} />
        {change.editor}
      </>
    )
  }
  return (
    <>
      {change.editor ?? <ArgsView argsText={call.argsText} writing={call.state === 'writing'} action={change.button} />}
      {call.state === 'done' && <ResultView result={call.result} name={call.name} />}
      {call.state === 'running' && (
        <StepPart label="Result">
          <Output className="text-ink-3">Waiting for the tool</Output>
        </StepPart>
      )}
      <Truncated call={call} />
    </>
  )
}

const Truncated = ({ call }: { call: Call }) =>
  call.state === 'done' && call.result.truncated ? (
    <p className="text-ink-3 text-sm">Shortened for the model by {call.result.truncated.toLocaleString('en-GB')} characters.</p>
  ) : null
