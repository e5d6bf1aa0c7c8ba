import { RotateCcw } from 'lucide-react'
import { useContext, useId, useState } from 'react'
import type { ToolCallId } from '@/lib/protocol/event'
import type { Call } from '@/lib/view/run-view'
import { ArgsView } from './args-view'
import { useStartButton } from './busy'
import { type StepActions, StepActionsContext } from './step-actions'
import { useCallChange } from './use-call-change'

/** Why a step failed, in a sentence, and what can be done about it; what the machine said comes on request. */
export const StepError = ({ call, wentOn }: { call: Extract<Call, { state: 'failed' }>; wentOn: boolean }) => {
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const actions = useContext(StepActionsContext)
  const change = useCallChange(call)
  const { message, triesAgain } = call.result.error ?? { message: 'This step failed.' }
  return (
    <div className="step-error">
      <p>
        {wentOn ? <strong>{message}</strong> : message}
        {wentOn && (triesAgain ? ' The model was told and went on.' : ' The model was told and went on without it.')}
        {!wentOn && triesAgain && actions?.isEnded === false && ' The model will try again.'}
      </p>
      <div className="body-row">
        {actions?.isEnded && <Again actions={actions} toolCallId={call.toolCallId} />}
        <button type="button" className="btn ghost" aria-expanded={open} aria-controls={detailsId} onClick={() => setOpen(!open)}>
          {open ? 'Hide details' : 'Show details'}
        </button>
        {change.button}
      </div>
      {change.editor}
      <div id={detailsId} className="body-stack" hidden={!open}>
        {open && (
          <>
            {call.result.error?.detail && <code>{call.result.error.detail}</code>}
            <ArgsView argsText={call.argsText} />
          </>
        )}
      </div>
    </div>
  )
}

const Again = ({ actions, toolCallId }: { actions: StepActions; toolCallId: ToolCallId }) => (
  <>
    <button type="button" className="btn pri" {...useStartButton(() => actions.onRetry(toolCallId))}>
      <RotateCcw aria-hidden />
      Try this step again
    </button>
    <button type="button" className="btn" {...useStartButton(actions.onAnswerWithout)}>
      Answer without it
    </button>
  </>
)
