import { RotateCcw } from 'lucide-react'
import { useContext, useId, useState } from 'react'
import { type StepActions, StepActionsContext, useStartButton } from '@/components/context/thread-context'
import { Button, TextButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/status'
import type { Call } from '@/lib/run-view/state'
import { ArgsView } from './step-part'
import { useCallChange } from './use-call-change'

type FailedCall = Extract<Call, { state: 'failed' }>

export type StepErrorProps = {
  call: FailedCall
  /** The run did not end with this step. */
  hasNext: boolean
  /** The call failed by a mistake of the model, which it corrected afterwards. */
  isCorrected: boolean
}

/** Why a step failed, in a sentence, and what can be done about it; technical details come on request. */
export const StepError = ({ call, hasNext, isCorrected }: StepErrorProps) => {
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const actions = useContext(StepActionsContext)
  const isArgsFault = areArgsAtFault(call)
  const change = useCallChange(call, isArgsFault ? 'first' : 'other')
  const { message, triesAgain } = call.result.error ?? { message: 'This step failed.' }
  return (
    <div
      className={cn(
        'flex flex-col gap-2.5 rounded-md border px-3.25 pt-2.75 pb-3',
        isCorrected ? 'border-line bg-sunken' : 'border-failed-line bg-failed-tint',
      )}
    >
      <p className="text-sm leading-normal">
        {hasNext ? (
          <strong className="font-semibold">
            <CodeText text={message} />
          </strong>
        ) : (
          <CodeText text={message} />
        )}
        {hasNext && formatReaction(isCorrected, triesAgain)}
        {!hasNext && triesAgain && actions?.isEnded === false && ' The model will try again.'}{' '}
        <TextButton aria-expanded={open} aria-controls={detailsId} onClick={() => setOpen(!open)}>
          {open ? 'Hide details' : 'Show details'}
        </TextButton>
      </p>
      {/* As high without the buttons, so that nothing below moves when they come at the end of the run. */}
      {actions && !change.editor && (
        <div
          data-slot="step-actions"
          className="flex min-h-8 flex-wrap items-center gap-2 max-sm:*:px-2.25 max-sm:[&_svg]:hidden coarse:min-h-10"
        >
          {isArgsFault && change.button}
          {actions?.isEnded && !isCorrected && <RetryButtons actions={actions} call={call} isFirst={!isArgsFault} />}
          {!isArgsFault && change.button}
        </div>
      )}
      {change.editor}
      <div id={detailsId} className="flex min-w-0 flex-col gap-2.5" hidden={!open}>
        {open && (
          <>
            {call.result.error?.detail && (
              <code className="text-ink-2 text-xs leading-normal tracking-mono whitespace-pre-wrap wrap-anywhere">
                {call.result.error.detail}
              </code>
            )}
            <ArgsView argsText={call.argsText} />
          </>
        )}
      </div>
    </div>
  )
}

/** What the model did after it was told of the failure. */
const formatReaction = (isCorrected: boolean, triesAgain: boolean | undefined): string => {
  if (isCorrected) return ' The model corrected it.'
  return triesAgain ? ' The model continued.' : ' The model continued without it.'
}

/** Whether other arguments would help: they were refused before the call ran, or its tool always says the same of the same arguments. */
const areArgsAtFault = ({ result, runningAt, words: { icon }, lost }: FailedCall): boolean =>
  !lost && (result.error?.triesAgain === true || runningAt === undefined || icon === 'sum' || icon === 'clock')

const RetryButtons = ({ actions, call, isFirst }: { actions: StepActions; call: Call; isFirst: boolean }) => {
  const retry = useStartButton(() => actions.onRetry(call.toolCallId))
  const answer = useStartButton(actions.onAnswerWithout)
  return (
    <>
      <Button variant={isFirst ? 'primary' : 'secondary'} {...retry} title={retry.title ?? 'Try this step again'}>
        {isFirst && <RotateCcw aria-hidden />}
        Try again
      </Button>
      <Button aria-label="Answer without it" {...answer} title={answer.title ?? 'Answer without this step'}>
        {/* In one piece: the button has a gap between its parts. */}
        <span>
          <span className="max-sm:hidden">Answer </span>
          <span className="inline-block max-sm:first-letter:uppercase">without it</span>
        </span>
      </Button>
    </>
  )
}
