import { SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { Brand } from '@/components/sidebar/brand'
import { ThemeToggle } from '@/components/ui/theme-toggle'

type Props = {
  /** The thread's title; without one this is the header of the empty screen. */
  title?: string | undefined
  /** The way to the conversations, where they are not beside the page. */
  menu: ReactNode
  onNewChat(): void
  /** The run pill. */
  children?: ReactNode
  /** The button of the run details. */
  details?: ReactNode
}

/** The title, what the run does, the run details, the theme; where the sidebar is not shown also the way to it, home and to a new chat. */
export const ThreadHeader = ({ title, menu, onNewChat, children, details }: Props) => {
  return (
    <header className="top" data-lined={title !== undefined || undefined}>
      {menu}
      {title === undefined && <Brand onHome={onNewChat} />}
      {title !== undefined && (
        <h1 dir="auto" title={title}>
          {title}
        </h1>
      )}
      <span className="grow" />
      {children}
      {title !== undefined && (
        <button
          type="button"
          className="ib away"
          aria-label="New chat"
          aria-keyshortcuts="Control+Shift+O Shift+Meta+O"
          onClick={onNewChat}
        >
          <SquarePen size={16} aria-hidden />
        </button>
      )}
      {details}
      <ThemeToggle />
    </header>
  )
}
