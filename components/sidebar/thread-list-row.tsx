import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, memo, useEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { MenuButton } from '@/components/ui/menu'
import { PageLink } from '@/components/ui/page-frame'
import type { ThreadId } from '@/lib/protocol/event'
import { isBlank } from '@/lib/protocol/is-blank'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { formatThreadState } from '@/lib/run-view/format-thread'

type Props = { thread: ThreadSummary; isCurrent: boolean; actions: RowActions }

/** A chat in the list: its title, a dot while it runs or has an ending that was not seen, and a menu. */
export const ThreadListRow = memo(({ thread, isCurrent, actions }: Props) => {
  const { threadId, title, state } = thread
  // The chat on screen shows its own ending.
  const isUnseen = state === 'unseen' && !isCurrent
  return (
    <div className="group relative h-full">
      <PageLink
        href={`/chat/${threadId}`}
        aria-current={isCurrent ? 'page' : undefined}
        title={title}
        className={cn(
          'flex h-full items-center gap-2 rounded-sm px-2.5 text-ink-2 text-sm coarse:text-lg group-hover:bg-fill group-has-aria-expanded:bg-fill focus-visible:-outline-offset-2',
          'aria-[current=page]:bg-fill aria-[current=page]:font-medium aria-[current=page]:text-ink',
          'forced-colors:aria-[current=page]:border forced-colors:aria-[current=page]:border-[CanvasText]',
          // Room for the button of the menu.
          'pointer-fine:hoverable:group-[:is(:hover,:focus-within,:has([aria-expanded=true]))]:pr-8 coarse:pr-11',
        )}
        onNavigate={() => actions.onOpen(threadId)}
      >
        <span className="min-w-0 flex-1 truncate" dir="auto">
          {title}
        </span>
        {state === 'running' && <Dot meaning={formatThreadState(thread)} className="bg-accent ring-3 ring-accent/18" />}
        {isUnseen && (
          <Dot meaning={formatThreadState(thread)} className={thread.ending === 'failed' ? 'bg-danger' : 'bg-ink-2'} />
        )}
      </PageLink>
      <MenuButton
        variant="onFill"
        size="xs"
        className="-translate-y-1/2 absolute top-1/2 right-1 focus-visible:-outline-offset-2 pointer-fine:hoverable:group-[:not(:hover,:focus-within,:has([aria-expanded=true]))]:opacity-0 coarse:right-0"
        label={`Rename or delete ${title}`}
        menuLabel="Chat"
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
      >
        <Ellipsis size={16} aria-hidden />
      </MenuButton>
    </div>
  )
})

const Dot = ({ meaning, className }: { meaning: string | undefined /** Its colour. */; className: string }) => (
  <>
    <i className={cn('mr-0.75 size-1.75 flex-none rounded-full forced-colors:bg-[CanvasText]', className)} />
    <span className="sr-only" data-slot="visually-hidden">
      {meaning}
    </span>
  </>
)

/** The actions of a row; the same functions for all rows. */
export type RowActions = {
  onOpen(threadId: ThreadId): void
  /** Starts editing a title in place; `undefined` ends it. */
  onEdit(threadId: ThreadId | undefined): void
  onRename(threadId: ThreadId, title: string): void
  onDelete(threadId: ThreadId): void
}

/** The server's limit. */
const maxTitleLength = 200

/** Edits a title in place: `Enter` and losing the focus save it, `Esc` and a blank title keep the old one. */
export const RenameField = ({ thread: { threadId, title }, actions }: { thread: ThreadSummary; actions: RowActions }) => {
  const field = useRef<HTMLInputElement>(null)
  const hasEnded = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  const finish = (isSaved: boolean) => {
    if (hasEnded.current) return
    hasEnded.current = true
    const row = field.current?.closest('li')
    const hasFocus = field.current === document.activeElement
    const written = field.current?.value.trim() ?? ''
    actions.onEdit(undefined)
    if (isSaved && !isBlank(written) && written !== title) actions.onRename(threadId, written)
    // Its link is back once React has updated the row.
    if (hasFocus) setTimeout(() => row?.querySelector('a')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    finish(event.key === 'Enter')
  }
  return (
    <input
      ref={field}
      className="h-full w-full rounded-sm border border-control bg-surface px-2.25 text-sm focus-visible:-outline-offset-2 coarse:text-lg"
      aria-label="Chat title"
      dir="auto"
      defaultValue={title}
      maxLength={maxTitleLength}
      autoComplete="off"
      enterKeyHint="done"
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
    />
  )
}
