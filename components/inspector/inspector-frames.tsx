import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useMedia } from '@/components/ui/screen'
import { useBack } from '@/components/ui/use-back'
import { DetailsAside } from './details-aside'

type Props = { onClose(): void; children: ReactNode }

/** The run details as a side panel. `Esc` closes it when the focus is inside; where it covers the thread, from anywhere. */
export const InspectorPanel = ({ onClose, children }: Props) => {
  const covers = useMedia('(width < 1024px)')
  useEffect(() => {
    if (!covers) return
    const onKeyDown = (event: KeyboardEvent) => {
      const isAbove =
        event.target instanceof Element && event.target.closest('dialog, [role=dialog], [data-slot=run-details]') !== null
      if (event.key !== 'Escape' || event.isComposing || isAbove) return
      event.preventDefault()
      onClose()
    }
    // Before the page's own keys: it would stop the run.
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [covers, onClose])
  return (
    <DetailsAside
      data-slot="run-details"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
        event.preventDefault()
        onClose()
      }}
    >
      {children}
    </DetailsAside>
  )
}

/** The sheet closes when it is dragged down this far (px) or this fast (px/ms). */
const closeDistance = 96
const closeSpeed = 0.6

/** The run details as a bottom sheet, for phones. The native dialog keeps the focus inside and returns it at the end. */
export const InspectorSheet = ({ onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const drag = useRef<{ y: number; at: number }>(undefined)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  useBack(true, onClose)

  const onDrag = (event: PointerEvent) => {
    if (!drag.current || !dialog.current) return
    dialog.current.style.translate = `0 ${Math.max(0, event.clientY - drag.current.y)}px`
  }
  const onRelease = (event: PointerEvent) => {
    if (!drag.current || !dialog.current) return
    const { y, at } = drag.current
    const way = event.clientY - y
    drag.current = undefined
    dialog.current.style.translate = ''
    if (event.type === 'pointerup' && (way > closeDistance || way / Math.max(1, event.timeStamp - at) > closeSpeed)) onClose()
  }
  return createPortal(
    <dialog
      ref={dialog}
      className="mt-auto h-[82dvh] max-h-[82dvh] w-full max-w-none flex-col overflow-hidden rounded-t-[20px] border-line border-t bg-bg pb-[env(safe-area-inset-bottom)] text-ink backdrop:bg-[oklch(0.15_0.01_75/0.42)] open:flex open:animate-sheet"
      data-slot="run-details"
      aria-label="Run details"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div
        className="flex-none cursor-grab touch-none pt-2 pb-2.5 before:mx-auto before:block before:h-1 before:w-9 before:rounded-full before:bg-line-2"
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { y: event.clientY, at: event.timeStamp }
        }}
        onPointerMove={onDrag}
        onPointerUp={onRelease}
        onPointerCancel={onRelease}
      />
      {children}
    </dialog>,
    document.body,
  )
}
