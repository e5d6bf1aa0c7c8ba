import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type PartProps = {
  label: ReactNode
  /** What can be done with it: buttons at the end of the line of its name. */
  actions?: ReactNode
  children: ReactNode
}

/** A named part of what a step shows when it is open: its arguments, its result. */
export const StepPart = ({ children, ...head }: PartProps) => (
  <div>
    <PartHead {...head} />
    {children}
  </div>
)

/** The name of a part, and what can be done with it. */
export const PartHead = ({ label, actions }: Omit<PartProps, 'children'>) => (
  <div className="mb-0.75 flex min-h-6.5 flex-none items-center justify-between font-medium text-ink-3 text-xs">
    <span className="min-w-min wrap-break-word">{label}</span>
    <span className="flex flex-wrap items-center justify-end">{actions}</span>
  </div>
)

/** Text of a machine in a frame: arguments, a result, an event. */
export const Output = ({ className, ...props }: ComponentProps<'div'>) => (
  <div data-slot="output" {...props} className={cn(frame, 'overflow-hidden', className)} />
)

/** The same for more than a few lines: it scrolls in its frame, by keyboard too. */
export const ScrollingOutput = ({ className, ...props }: ComponentProps<'section'>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section data-slot="output" {...props} tabIndex={0} className={cn(frame, 'scroll-thin max-h-60 overflow-auto', className)} />
)

const frame = cn(
  'relative rounded-md border border-line bg-sunken px-3 py-2.5',
  'whitespace-pre-wrap font-mono text-xs/[1.6] tracking-mono wrap-anywhere',
)
