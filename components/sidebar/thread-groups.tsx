import { memo, useId } from 'react'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { groupThreads, type ThreadGroup } from './group-threads'
import { type RowsProps, ThreadRows } from './thread-rows'

/** The list under the days and months in which something last happened. */
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
