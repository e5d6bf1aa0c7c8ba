import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { memo, useCallback, useState } from 'react'
import { Menu } from '@/components/ui/menu'
import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { PageLink } from './page-link'

type Props = { thread: ThreadSummary; isCurrent: boolean; actions: RowActions }

/** One conversation: its title, a dot while it runs or when it ended unseen, and a menu. */
export const ThreadRow = memo(({ thread: { threadId, title, state }, isCurrent, actions }: Props) => {
  const [isMenuOpen, setMenuOpen] = useState(false)
  const closeMenu = useCallback(() => setMenuOpen(false), [])
  // How the one on screen ended can be seen there.
  const isUnseen = state === 'unseen' && !isCurrent
  return (
    <div className="thread-row" data-open={isMenuOpen || undefined}>
      <PageLink
        href={`/chat/${threadId}`}
        aria-current={isCurrent ? 'page' : undefined}
        title={title}
        onGo={() => actions.onOpen(threadId)}
      >
        <span className="name" dir="auto">
          {title}
        </span>
        {state === 'running' && (
          <>
            <i className="live" />
            <span className="sr-only" data-slot="visually-hidden">
              Running
            </span>
          </>
        )}
        {isUnseen && (
          <>
            <i className="unseen" />
            <span className="sr-only" data-slot="visually-hidden">
              New answer
            </span>
          </>
        )}
      </PageLink>
      <button
        type="button"
        className="ib"
        aria-label={`Rename or delete ${title}`}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        onClick={() => setMenuOpen(true)}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
      {isMenuOpen && (
        <Menu
          label="Chat"
          items={[
            { id: 'rename', icon: <Pencil size={14} aria-hidden />, label: 'Rename', run: () => actions.onEdit(threadId) },
            {
              id: 'delete',
              icon: <Trash2 size={14} aria-hidden />,
              label: 'Delete',
              run: () => actions.onDelete(threadId),
              keepsFocus: true,
            },
          ]}
          onClose={closeMenu}
        />
      )}
    </div>
  )
})

/** What can be done with a row; the same functions for all. */
export type RowActions = {
  onOpen(threadId: ThreadId): void
  /** Its title is edited in place, or no longer. */
  onEdit(threadId: ThreadId | undefined): void
  onRename(threadId: ThreadId, title: string): void
  onDelete(threadId: ThreadId): void
}
