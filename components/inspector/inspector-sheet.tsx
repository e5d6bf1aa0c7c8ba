import { type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useBack } from '@/components/ui/use-back'

type Props = { onClose(): void; children: ReactNode }

/** Dragged down this far, or this fast, it closes; in px and px/ms. */
const farEnough = 96
const fastEnough = 0.6

/** From below, over the dimmed page. A native dialog keeps the focus inside and gives it back. */
export const InspectorSheet = ({ onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const grip = useRef<{ y: number; at: number }>(undefined)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  useBack(true, onClose)

  const move = (event: PointerEvent) => {
    if (!grip.current || !dialog.current) return
    dialog.current.style.translate = `0 ${Math.max(0, event.clientY - grip.current.y)}px`
  }
  const letGo = (event: PointerEvent) => {
    if (!grip.current || !dialog.current) return
    const { y, at } = grip.current
    const way = event.clientY - y
    grip.current = undefined
    dialog.current.style.translate = ''
    if (event.type === 'pointerup' && (way > farEnough || way / Math.max(1, event.timeStamp - at) > fastEnough)) onClose()
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
          grip.current = { y: event.clientY, at: event.timeStamp }
        }}
        onPointerMove={move}
        onPointerUp={letGo}
        onPointerCancel={letGo}
      />
      {children}
    </dialog>,
    document.body,
  )
}
