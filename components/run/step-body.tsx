import { memo, useContext } from 'react'
import type { Call } from '@/lib/view/run-view'
import { ArgsView } from './args-view'
import { isSearch } from './is-search'
import { ResultView } from './result-view'
import { SearchBody } from './search-body'
import { StepActionsContext } from './step-actions'
import { StepError } from './step-error'
import { useCallChange } from './use-call-change'

/** What an opened step shows. `wentOn`: the run did not end with this step. */
export const StepBody = memo(({ call, wentOn }: { call: Call; wentOn: boolean }) => (
  <div className="step-body">
    <Content call={call} wentOn={wentOn} />
  </div>
))

const Content = ({ call, wentOn }: { call: Call; wentOn: boolean }) =>
  call.state === 'failed' ? <StepError call={call} wentOn={wentOn} /> : <CallContent call={call} />

const CallContent = ({ call }: { call: Call }) => {
  const change = useCallChange(call)
  const canChange = useContext(StepActionsContext) !== undefined
  if (isSearch(call)) {
    return (
      <>
        <SearchBody call={call} />
        <Truncated call={call} />
        {change.editor ?? (canChange && call.state === 'done' && <div className="body-row change-row">{change.button}</div>)}
      </>
    )
  }
  return (
    <>
      {change.editor ?? <ArgsView argsText={call.argsText} writing={call.state === 'writing'} action={change.button} />}
      {call.state === 'done' && <ResultView result={call.result} name={call.name} />}
      {call.state === 'running' && (
        <div>
          <div className="body-label">Result</div>
          <div className="out quiet">Waiting for the tool</div>
        </div>
      )}
      <Truncated call={call} />
    </>
  )
}

const Truncated = ({ call }: { call: Call }) =>
  call.state === 'done' && call.result.truncated ? (
    <p className="quiet">Shortened for the model by {call.result.truncated.toLocaleString('en-GB')} characters.</p>
  ) : null
