import { Ellipsis } from 'lucide-react'
import { memo, useCallback, useState } from 'react'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { PageLink } from './page-link'
import { RowMenu } from './row-menu'
import type { RowActions } from './thread-rows'

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
            <span className="sr-only">Running</span>
          </>
        )}
        {isUnseen && (
          <>
            <i className="unseen" />
            <span className="sr-only">New answer</span>
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
        <RowMenu onRename={() => actions.onEdit(threadId)} onDelete={() => actions.onDelete(threadId)} onClose={closeMenu} />
      )}
    </div>
  )
})
