import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button'

/** A sentence over the page that stays until it is dismissed. Not over the message field, nor the bar of a replay. */
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
