import { memo, useId } from 'react'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { RenameField, type RowActions, ThreadRow } from './thread-row'

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
          <ThreadRow thread={thread} isCurrent={thread.threadId === currentId} actions={actions} />
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
