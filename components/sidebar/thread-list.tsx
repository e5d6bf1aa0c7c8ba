import { X } from 'lucide-react'
import { memo, useEffect, useId, useRef } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/status'
import type { ListFailure, ThreadListState } from '@/lib/client/threads/thread-list-state'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { RenameField, type RowActions, ThreadListRow } from './thread-list-row'

/** The list grouped by day and month of the last change. */
export const ThreadGroups = ({ threads, ...rows }: Omit<RowsProps, 'label' | 'labelledBy'>) =>
  groupThreads(threads, Date.now()).map((group) => <Group key={group.label} group={group} {...rows} />)

type GroupProps = Omit<RowsProps, 'label' | 'labelledBy' | 'threads'> & { group: ThreadGroup }

const Group = memo(
  ({ group: { label, threads }, ...rows }: GroupProps) => {
    const labelId = useId()
    return (
      <div>
        <p id={labelId} className="px-2.5 pt-3.5 pb-1.25 font-medium text-ink-3 text-xs">
          {label}
        </p>
        <ThreadRows labelledBy={labelId} threads={threads} {...rows} />
      </div>
    )
  },
  (before, after) =>
    before.editing === after.editing &&
    before.currentId === after.currentId &&
    before.actions === after.actions &&
    before.group.label === after.group.label &&
    areSame(before.group.threads, after.group.threads),
)

const areSame = (before: ThreadSummary[], after: ThreadSummary[]): boolean =>
  before.length === after.length && before.every((thread, index) => thread === after[index])

type RowsProps = {
  label?: string
  /** The id of what names the list. */
  labelledBy?: string
  threads: ThreadSummary[]
  currentId: ThreadId
  editing: ThreadId | undefined
  actions: RowActions
}

/** Some conversations as a list with a name, one of them perhaps with a field for its title. */
export const ThreadRows = ({ label, labelledBy, threads, currentId, editing, actions }: RowsProps) => (
  <ul aria-label={label} aria-labelledby={labelledBy}>
    {threads.map((thread) => (
      <li
        key={thread.threadId}
        // As high as it always is, so that rows out of sight need not be laid out and nothing jumps.
        className="h-(--row) [--row:2rem] [contain-intrinsic-height:var(--row)] [content-visibility:auto] max-sm:[--row:2.5rem] coarse:[--row:2.5rem]"
      >
        {thread.threadId === editing ? (
          <RenameField thread={thread} actions={actions} />
        ) : (
          <ThreadListRow thread={thread} isCurrent={thread.threadId === currentId} actions={actions} />
        )}
      </li>
    ))}
  </ul>
)

type ThreadGroup = { label: string; threads: ThreadSummary[] }

/** Groups threads, newest first, in the time zone of this device: Today, Yesterday, Previous 7 days, then months. */
export const groupThreads = (threads: ThreadSummary[], now: Ms): ThreadGroup[] => {
  const labelOf = createLabelOf(now)
  const groups: ThreadGroup[] = []
  for (const thread of threads) {
    const label = labelOf(thread.updatedAt)
    const group = groups.at(-1)
    if (group?.label === label) group.threads.push(thread)
    else groups.push({ label, threads: [thread] })
  }
  return groups
}

/** Days begin at local midnight, which is not always 24 hours after the last one. */
const createLabelOf = (now: Ms) => {
  const today = new Date(now)
  const midnight = (daysAgo: number): Ms => new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysAgo).getTime()
  const periods: [Ms, string][] = [
    [midnight(0), 'Today'],
    [midnight(1), 'Yesterday'],
    [midnight(7), 'Previous 7 days'],
  ]
  const monthOf = new Intl.DateTimeFormat('en-GB', { month: 'long' })
  return (at: Ms): string => {
    const day = periods.find(([start]) => at >= start)
    if (day) return day[1]
    const date = new Date(at)
    const month = monthOf.format(date)
    return date.getFullYear() === today.getFullYear() ? month : `${month} ${date.getFullYear()}`
  }
}

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

type FailureProps = { failure: ListFailure; onTryAgain(): void; onDismiss(): void }

/** An error of the list with a way to try again. Where nothing is missing because of it, it can be dismissed. */
export const ListFailureBar = ({ failure: { what, message }, onTryAgain, onDismiss }: FailureProps) => (
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
