import { useId, useState } from 'react'
import type { Call } from '@/lib/view/run-view'
import { ArgsView } from './args-view'

/** Why a step failed, in a sentence; what the machine said comes on request. */
export const StepError = ({ call, wentOn }: { call: Extract<Call, { state: 'failed' }>; wentOn: boolean }) => {
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const message = call.result.error?.message ?? 'This step failed.'
  return (
    <div className="step-error">
      <p>
        {wentOn ? <strong>{message}</strong> : message}
        {wentOn && ' The model was told and went on without it.'}
      </p>
      <div className="body-row">
        <button type="button" className="btn ghost" aria-expanded={open} aria-controls={detailsId} onClick={() => setOpen(!open)}>
          {open ? 'Hide details' : 'Show details'}
        </button>
      </div>
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
