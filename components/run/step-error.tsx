import { RotateCcw } from 'lucide-react'
import { useContext, useId, useState } from 'react'
import { useStartButton } from '@/components/context/busy'
import { type StepActions, StepActionsContext } from '@/components/context/step-actions-context'
import { CodeWords } from '@/components/ui/code-text'
import { TextButton } from '@/components/ui/text-button'
import type { Call } from '@/lib/run-view/run-view'
import { ArgsView } from './args-view'
import { useCallChange } from './use-call-change'

type FailedCall = Extract<Call, { state: 'failed' }>

export type StepErrorProps = {
  call: FailedCall
  /** The run did not end with this step. */
  wentOn: boolean
  /** The model put its mistake right. */
  mended: boolean
}

/** Why a step failed, in a sentence, and what can be done about it; what the machine said comes on request. */
export const StepError = ({ call, wentOn, mended }: StepErrorProps) => {
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const actions = useContext(StepActionsContext)
  const isArgsFault = areArgsAtFault(call)
  const change = useCallChange(call, isArgsFault ? 'first' : 'among')
  const { message, triesAgain } = call.result.error ?? { message: 'This step failed.' }
  return (
    <div className="step-error" data-mended={mended || undefined}>
      <p>
        {wentOn ? (
          <strong>
            <CodeWords text={message} />
          </strong>
        ) : (
          <CodeWords text={message} />
        )}
        {wentOn && toldWords(mended, triesAgain)}
        {!wentOn && triesAgain && actions?.isEnded === false && ' The model will try again.'}{' '}
        <TextButton aria-expanded={open} aria-controls={detailsId} onClick={() => setOpen(!open)}>
          {open ? 'Hide details' : 'Show details'}
        </TextButton>
      </p>
      {/* As high before the run has ended, so that nothing below moves then. */}
      {actions && !change.editor && (
        <div className="body-row" data-slot="step-actions">
          {isArgsFault && change.button}
          {actions?.isEnded && !mended && <Again actions={actions} call={call} isFirst={!isArgsFault} />}
          {!isArgsFault && change.button}
        </div>
      )}
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

const toldWords = (mended: boolean, triesAgain: boolean | undefined): string => {
  if (mended) return ' The model was told, and put it right.'
  return triesAgain ? ' The model was told and went on.' : ' The model was told and went on without it.'
}

/** Refused before it ran, or given to a tool that says the same of the same arguments each time. */
const areArgsAtFault = ({ result, runningAt, words: { icon }, lost }: FailedCall): boolean =>
  !lost && (result.error?.triesAgain === true || runningAt === undefined || icon === 'sum' || icon === 'clock')

const Again = ({ actions, call, isFirst }: { actions: StepActions; call: Call; isFirst: boolean }) => {
  const retry = useStartButton(() => actions.onRetry(call.toolCallId))
  const answer = useStartButton(actions.onAnswerWithout)
  return (
    <>
      <button type="button" className={isFirst ? 'btn pri' : 'btn'} {...retry} title={retry.title ?? 'Try this step again'}>
        {isFirst && <RotateCcw aria-hidden />}
        Try again
      </button>
      <button
        type="button"
        className="btn"
        aria-label="Answer without it"
        {...answer}
        title={answer.title ?? 'Answer without this step'}
      >
        <span className="wide-only">Answer</span>
        <span>without it</span>
      </button>
    </>
  )
}
