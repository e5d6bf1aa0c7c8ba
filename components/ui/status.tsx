import { cva, type VariantProps } from 'class-variance-authority'
import { X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { IconButton } from './button'
import { cn } from './cn'

const dot = cva('size-1.75 flex-none', {
  variants: {
    dot: {
      quiet: 'rounded-full bg-ink-3',
      accent: 'rounded-full bg-accent',
      ok: 'rounded-full bg-ok',
      warn: 'rounded-full bg-warn',
      danger: 'rounded-full bg-danger',
      /** A triangle, as on a button that plays. */
      play: 'rounded-[1px] bg-accent [clip-path:polygon(0_0,100%_50%,0_100%)]',
    },
  },
})

type BadgeProps = VariantProps<typeof dot> & {
  /** The state, for tests and styles. */
  state: string
  /** Its words change while it is shown, so they have a minimum width that keeps its neighbours in place. */
  isSteady?: boolean
  /** A clock after the words. */
  clock?: string | undefined
  className?: string | undefined
  children: ReactNode
}

/** The state of a run in a word, with a dot before it. */
export const Badge = memo(({ state, dot: variant, isSteady, clock, className, children }: BadgeProps) => (
  <span
    data-slot="run-status"
    data-state={state}
    className={cn(
      'mx-1.5 inline-flex h-6.5 flex-none items-center gap-1.75 rounded-full border border-line bg-surface pr-2.5 pl-2.25',
      'font-medium text-ink-2 text-xs whitespace-nowrap print:hidden',
      className,
    )}
  >
    <i className={dot({ dot: variant })} />
    <span className={isSteady ? 'min-w-[4.9em]' : undefined}>{children}</span>
    {clock !== undefined && (
      // On a phone the title needs the room, and the run line has the clock too.
      <span className="min-w-[4.2ch] text-right font-normal text-ink-3 tabular-nums max-sm:hidden">{clock}</span>
    )}
  </span>
))

/** A turning ring; with reduced motion three quarters of a ring. The words beside it say what is loading. */
export const Spinner = ({ className = 'size-4' }: { /** The classes for its size and place. */ className?: string }) => (
  <span
    aria-hidden
    className={cn(
      'flex-none animate-spin rounded-full border-2 border-accent/20 border-t-accent motion-reduce:border-accent motion-reduce:border-r-accent/20 forced-colors:border-[CanvasText] forced-colors:border-r-[Canvas]',
      className,
    )}
  />
)

/** A sentence over the page that stays until it is dismissed, placed clear of the message field and the replay bar. */
export const Toast = ({ children, onDismiss }: { children: ReactNode; onDismiss(): void }) => (
  <div
    role="alert"
    className="-translate-x-1/2 fixed top-15 left-1/2 z-sheet flex w-max max-w-[calc(100vw-32px)] items-center gap-2 rounded-md border border-line-2 bg-surface py-1.5 pr-1.5 pl-3.5 text-sm shadow-2"
  >
    <span>{children}</span>
    <IconButton label="Dismiss" onClick={onDismiss}>
      <X size={14} aria-hidden />
    </IconButton>
  </div>
)

/** A sentence from the server, with what stands between back-ticks (files, commands, settings) shown as code. */
export const CodeText = ({ text }: { text: string }) =>
  text.split('`').map((part, place, { length }) => {
    if (place % 2 === 0) return part
    // A tick that is never closed is a tick.
    if (place === length - 1) return `\`${part}`
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part of a sentence is what its place is
      <code key={place} className="text-[0.92em] tracking-mono">
        {part}
      </code>
    )
  })
