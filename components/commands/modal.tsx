import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useBack } from '@/components/chat/use-back'

type Props = {
  /** Its name, read out when it opens. */
  label: string
  /** For a question: under its name, which stands there too, and read out after it. */
  description?: string
  className: string
  role?: 'alertdialog'
  /** It is closed, and focus is where it was. */
  onClose(): void
  children(close: () => void): ReactNode
}

/**
 * A native dialog: the browser keeps focus inside, closes on `Esc`, makes the page inert and gives focus back. Ours is
 * only that a press beside it closes too, and that keys pressed in it are not the page's.
 */
export const Modal = ({ label, description, className, role, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressedBeside = useRef(false)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
  const close = () => dialog.current?.close()
  useBack(true, close)
  const isBeside = (event: MouseEvent) => event.target === event.currentTarget
  return createPortal(
    <dialog
      ref={dialog}
      className={`modal ${className}`}
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
        pressedBeside.current = isBeside(event)
      }}
      onClick={(event) => pressedBeside.current && isBeside(event) && close()}
    >
      <div className="modal-body">
        {description !== undefined && (
          <>
            <h2>{label}</h2>
            <p id={id} className="modal-words">
              {description}
            </p>
          </>
        )}
        {children(close)}
      </div>
    </dialog>,
    document.body,
  )
}

/** What had it may be gone, as a sidebar that lay over the page is: then the page's first button has it. */
export const returnLostFocus = (): void => {
  const { activeElement } = document
  // Until the page is drawn again, a button of the closed dialog may still count as focused.
  const isLost = !activeElement || activeElement === document.body || activeElement.closest('dialog:not([open])') !== null
  if (isLost) document.querySelector<HTMLElement>('header button')?.focus()
}
