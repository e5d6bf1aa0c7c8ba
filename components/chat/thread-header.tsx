import { SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { ThemeToggle } from '@/components/theme/theme-toggle'
import { Brand } from './brand'
import { useModifierKey } from './use-modifier-key'

type Props = {
  /** The thread's title; without one this is the header of the empty screen. */
  title?: string | undefined
  onNewChat(): void
  /** The run pill. */
  children?: ReactNode
}

/** The way home, the title, what the run does, a new chat, the theme. */
export const ThreadHeader = ({ title, onNewChat, children }: Props) => {
  const modifier = useModifierKey()
  return (
    <header className="top" data-lined={title !== undefined || undefined}>
      <Brand withName={title === undefined} onHome={onNewChat} />
      {title !== undefined && <h1 title={title}>{title}</h1>}
      <span className="grow" />
      {children}
      {title !== undefined && (
        <button
          type="button"
          className="ib"
          aria-label="New chat"
          aria-keyshortcuts="Shift+Control+O Shift+Meta+O"
          title={`New chat, ${modifier === '⌘' ? '⇧⌘O' : 'Ctrl Shift O'}`}
          onClick={onNewChat}
        >
          <SquarePen size={16} aria-hidden />
        </button>
      )}
      <ThemeToggle />
    </header>
  )
}
