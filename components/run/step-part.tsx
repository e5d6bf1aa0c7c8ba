import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { CopyButton } from '@/components/ui/copy-button'
import { toPretty } from '@/lib/run-view/call-args'
import { ArgTokens, JsonWord } from './tool-call'

type PartProps = {
  label: ReactNode
  /** Buttons at the end of the head. */
  actions?: ReactNode
  children: ReactNode
}

/** A labelled part of an open step: its arguments, its result. */
export const StepPart = ({ children, ...head }: PartProps) => (
  <div>
    <PartHead {...head} />
    {children}
  </div>
)

/** The head of a part: its label and its buttons. */
export const PartHead = ({ label, actions }: Omit<PartProps, 'children'>) => (
  <div className="mb-0.75 flex min-h-6.5 flex-none items-center justify-between font-medium text-ink-3 text-xs">
    <span className="min-w-min wrap-break-word">{label}</span>
    <span className="flex flex-wrap items-center justify-end">{actions}</span>
  </div>
)

/** Monospaced text in a frame: arguments, a result, an event. */
export const Output = ({ className, ...props }: ComponentProps<'div'>) => (
  <div data-slot="output" {...props} className={cn(frame, 'overflow-hidden', className)} />
)

/** The same for more than a few lines: it scrolls in its frame, also by keyboard. */
export const ScrollingOutput = ({ className, ...props }: ComponentProps<'section'>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section data-slot="output" {...props} tabIndex={0} className={cn(frame, 'scroll-thin max-h-60 overflow-auto', className)} />
)

const frame = cn(
  'relative rounded-md border border-line bg-sunken px-3 py-2.5',
  'whitespace-pre-wrap font-mono text-xs/[1.6] tracking-mono wrap-anywhere',
)

type ArgsProps = {
  argsText: string
  writing?: boolean
  /** A button in the head of the part. */
  action?: ReactNode
}

/** The arguments of a call in full, as JSON; they grow here while they are written. */
export const ArgsView = ({ argsText, writing = false, action }: ArgsProps) => {
  const { tokens, missing } = toPretty(argsText)
  const actions = (
    <>
      {action}
      {!writing && argsText !== '' && <CopyButton text={argsText} of="arguments" />}
    </>
  )
  return (
    <StepPart label="Arguments" actions={actions}>
      <Output>
        <ArgTokens tokens={tokens} />
        {writing && <span className="caret" data-slot="caret" aria-hidden />}
        {missing && <JsonWord kind="mark">{missing}</JsonWord>}
        {tokens.length === 0 && !writing && <JsonWord kind="mark">No arguments</JsonWord>}
      </Output>
    </StepPart>
  )
}
