import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
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
    <div
      role="status"
      className={cn(
        deleted &&
          'mx-2.5 flex flex-none items-center justify-between gap-2 rounded-md border border-line bg-surface py-2 pr-2 pl-3 text-sm shadow-1',
      )}
    >
      {deleted && (
        <>
          <span className="sr-only" data-slot="visually-hidden">
            {deleted.title}:{' '}
          </span>
          <span>Chat deleted.</span>
          <Button ref={button} onClick={onUndo}>
            Undo
          </Button>
        </>
      )}
    </div>
  )
}
