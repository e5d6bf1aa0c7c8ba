import '@/app/styles/thread.css'
import '@/app/styles/details.css'
import { cva, type VariantProps } from 'class-variance-authority'
import { X } from 'lucide-react'
import { type ComponentProps, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { IconButton } from './button'
import { cn } from './cn'
import { useBack } from './use-back'

const dialogBox = cva(
  'w-[min(34rem,calc(100vw-32px))] sm:has-data-[slot=wide]:w-[min(60rem,calc(100vw-32px))] max-w-none overflow-hidden border border-line rounded-lg bg-surface text-ink shadow-2 backdrop:bg-[oklch(0.15_0.01_75/0.42)] open:flex open:animate-rise max-sm:w-full max-sm:max-h-[82dvh] max-sm:open:animate-sheet',
  {
    variants: {
      placement: {
        middle:
          'm-auto max-h-[min(46rem,calc(100dvh-64px))] max-sm:mx-0 max-sm:mb-0 max-sm:rounded-b-none max-sm:rounded-t-[20px] max-sm:border-x-0 max-sm:border-b-0 max-sm:pb-[env(safe-area-inset-bottom)]',
        // On a phone at the top, since the keyboard covers the lower half.
        top: 'mx-auto mt-[max(16px,min(12vh,calc((100dvh-27rem)/2)))] h-[27rem] max-h-[calc(100dvh-32px)] max-sm:m-0 max-sm:h-[60dvh] max-sm:rounded-t-none max-sm:rounded-b-[20px] max-sm:border-x-0 max-sm:border-t-0 max-sm:pt-[env(safe-area-inset-top)] max-sm:[--from:-100%]',
      },
    },
    defaultVariants: { placement: 'middle' },
  },
)
const dialogBody = cva('flex min-h-0 min-w-0 flex-1 flex-col', {
  variants: { placement: { middle: 'scroll-thin overflow-y-auto overscroll-contain px-5 pb-4', top: 'overflow-hidden' } },
  defaultVariants: { placement: 'middle' },
})

type Props = VariantProps<typeof dialogBox> & {
  /** Its name, read out when it opens. */
  label: string
  /** What a question says under its label; screen readers read it out after the label. */
  description?: string
  role?: 'alertdialog'
  /** The dialog has closed, and the focus is back where it was. */
  onClose(): void
  children(close: () => void): ReactNode
}

/**
 * A native modal dialog: the browser traps the focus, closes it on `Esc`, makes the page inert and returns the focus. Added
 * here: a click on the backdrop closes it, Back does so on touch screens, and keys pressed in it do not reach the page.
 */
export const Dialog = ({ label, description, placement, role, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressedBackdrop = useRef(false)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
  const close = () => dialog.current?.close()
  useBack(true, close)
  const isBackdrop = (event: MouseEvent) => event.target === event.currentTarget
  return createPortal(
    <dialog
      ref={dialog}
      className={dialogBox({ placement })}
      role={role}
      aria-label={label}
      aria-describedby={description === undefined ? undefined : id}
      onClose={(event) => {
        if (event.target !== event.currentTarget) return
        onClose()
        returnLostFocus()
      }}
      onKeyDown={(event: KeyboardEvent) => event.stopPropagation()}
      onMouseDown={(event) => {
        pressedBackdrop.current = isBackdrop(event)
      }}
      onClick={(event) => pressedBackdrop.current && isBackdrop(event) && close()}
    >
      <div className={dialogBody({ placement, className: description !== undefined && 'pt-4.5' })}>
        {description !== undefined && (
          <>
            <h2 className="pb-1.5 font-semibold text-lg">{label}</h2>
            <DialogText id={id}>{description}</DialogText>
          </>
        )}
        {children(close)}
      </div>
    </dialog>,
    document.body,
  )
}

/** The title, which stays while the rest scrolls, and the button that closes the dialog. */
export const DialogHeader = ({ title, close }: { title: ReactNode; close(): void }) => (
  <header className="-mx-5 sticky top-0 z-raised flex flex-none items-center justify-between bg-surface pt-3 pr-3 pb-2 pl-5">
    <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
    <IconButton label="Close" aria-keyshortcuts="Escape" onClick={close}>
      <X size={16} aria-hidden />
    </IconButton>
  </header>
)

/** A sentence in a dialog; an alert when it says what went wrong. */
export const DialogText = ({ isProblem = false, ...props }: ComponentProps<'p'> & { isProblem?: boolean }) => (
  <p
    role={isProblem ? 'alert' : undefined}
    className={cn('text-pretty text-sm', isProblem ? 'pt-2 text-danger' : 'text-ink-2')}
    {...props}
  />
)

/** The buttons at the end of a dialog. */
export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2 pt-4 max-sm:*:flex-1">{children}</div>
)

/** A part of a dialog under its name, with a line above it where another part is before it. */
export const DialogSection = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 justify-items-start gap-2.5 pt-1 [section+&]:mt-5 [section+&]:border-line [section+&]:border-t [section+&]:pt-4.5"
    >
      <h3 id={id} className="font-semibold">
        {title}
      </h3>
      {children}
    </section>
  )
}

/** Buttons of a dialog side by side, while there is room. */
export const DialogRow = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-2">{children}</div>
)

/** What had the focus may be hidden, such as a sidebar that was over the page; then the first button of the header gets it. */
const returnLostFocus = (): void => {
  const { activeElement } = document
  // Until the page is drawn again, a button of the closed dialog may still count as focused.
  const isLost = !activeElement || activeElement === document.body || activeElement.closest('dialog:not([open])') !== null
  if (isLost) document.querySelector<HTMLElement>('header button')?.focus()
}
