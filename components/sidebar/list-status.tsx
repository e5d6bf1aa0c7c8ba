import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/code-text'
import { IconButton } from '@/components/ui/icon-button'
import type { ListFailure as Failure, ThreadListState } from '@/lib/client/threads/thread-list-state'

/** Two screens ahead, so that the next page is there before the end is. */
const AHEAD = '1200px 0px'

/** Near the end of what was read it asks for more; a new one stands under each page. */
export const ListEnd = ({ isLoading, onNear }: { isLoading: boolean; onNear(): void }) => {
  const mark = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const element = mark.current
    if (!element || isLoading) return
    const root = element.closest('[data-slot=thread-list]')
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), { root, rootMargin: AHEAD })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isLoading, onNear])
  return (
    <p ref={mark} className="h-[2rem]" aria-busy={isLoading}>
      {isLoading && (
        <span className="sr-only" data-slot="visually-hidden">
          Loading older chats
        </span>
      )}
    </p>
  )
}

type FailureProps = { failure: Failure; onTryAgain(): void; onDismiss(): void }

/** What did not succeed, and the way to do it again. Where nothing was lost by it, it can be put away. */
export const ListFailure = ({ failure: { what, message }, onTryAgain, onDismiss }: FailureProps) => (
  <div
    className="my-2.5 flex flex-wrap items-center gap-2 rounded-md border border-danger-line bg-danger-tint p-2.5 text-sm"
    role="alert"
  >
    <p className="flex-[1_0_100%]">
      <CodeText text={message} />
    </p>
    <Button onClick={onTryAgain}>Try again</Button>
    {what !== 'read' && what !== 'more' && (
      <IconButton label="Dismiss" className="ml-auto" onClick={onDismiss}>
        <X size={14} aria-hidden />
      </IconButton>
    )}
  </div>
)

type UndoProps = { deleted: ThreadListState['deleted']; onUndo(): void }

/** At the foot of the sidebar while a deletion can be taken back. The focus of the row that went comes here. */
export const UndoBar = ({ deleted, onUndo }: UndoProps) => {
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
