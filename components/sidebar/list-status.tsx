import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/code-text'
import { IconButton } from '@/components/ui/icon-button'
import type { ListFailure as Failure, ThreadListState } from '@/lib/client/threads/thread-list-state'

/** About two screens before the end, so that the next page is usually loaded when the end is reached. */
const preloadMargin = '1200px 0px'

/** Loads more when the end of the list comes near; each page of the list has a new one under it. */
export const ListEnd = ({ isLoading, onNear }: { isLoading: boolean; onNear(): void }) => {
  const end = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const element = end.current
    if (!element || isLoading) return
    const root = element.closest('[data-slot=thread-list]')
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), { root, rootMargin: preloadMargin })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isLoading, onNear])
  return (
    <p ref={end} className="h-[2rem]" aria-busy={isLoading}>
      {isLoading && (
        <span className="sr-only" data-slot="visually-hidden">
          Loading older chats
        </span>
      )}
    </p>
  )
}

type FailureProps = { failure: Failure; onTryAgain(): void; onDismiss(): void }

/** An error of the list with a way to try again. Where nothing is missing because of it, it can be dismissed. */
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

/** Offers to undo a deletion, at the foot of the sidebar. It takes the focus that the deleted row had. */
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
