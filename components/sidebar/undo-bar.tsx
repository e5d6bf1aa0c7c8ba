import { useEffect, useRef } from 'react'
import type { ThreadListState } from '@/lib/client/threads/thread-list-state'

type Props = { deleted: ThreadListState['deleted']; onUndo(): void }

/** At the foot of the sidebar while a deletion can be taken back. The focus of the row that went comes here. */
export const UndoBar = ({ deleted, onUndo }: Props) => {
  const button = useRef<HTMLButtonElement>(null)
  const threadId = deleted?.threadId
  useEffect(() => {
    const { activeElement } = document
    if (threadId !== undefined && (!activeElement || activeElement === document.body)) button.current?.focus()
  }, [threadId])
  return (
    <div className="undo" role="status">
      {deleted && (
        <>
          <span className="sr-only" data-slot="visually-hidden">
            {deleted.title}:{' '}
          </span>
          <span>Chat deleted.</span>
          <button ref={button} type="button" className="btn" onClick={onUndo}>
            Undo
          </button>
        </>
      )}
    </div>
  )
}
