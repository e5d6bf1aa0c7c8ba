import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { RenameField } from './rename-field'
import { type RowActions, ThreadRow } from './thread-row'
export type RowsProps = {
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
