import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import type { RowActions } from './thread-row'

/** The server's limit. */
const MAX_TITLE = 200

/** The title, edited in place: `Enter` or going elsewhere saves it, `Esc` leaves it as it was; so does a blank one. */
export const RenameField = ({ thread: { threadId, title }, actions }: { thread: ThreadSummary; actions: RowActions }) => {
  const field = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  const end = (isSaved: boolean) => {
    if (isOver.current) return
    isOver.current = true
    const row = field.current?.closest('li')
    const hasFocus = field.current === document.activeElement
    const written = field.current?.value.trim() ?? ''
    actions.onEdit(undefined)
    if (isSaved && written !== '' && written !== title) actions.onRename(threadId, written)
    // The row is the same, its link is there again once the page has changed.
    if (hasFocus) setTimeout(() => row?.querySelector('a')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    end(event.key === 'Enter')
  }
  return (
    <input
      ref={field}
      className="h-full w-full rounded-sm border border-control bg-surface px-2.25 text-sm focus-visible:-outline-offset-2 coarse:text-lg"
      aria-label="Title"
      dir="auto"
      defaultValue={title}
      maxLength={MAX_TITLE}
      autoComplete="off"
      enterKeyHint="done"
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  )
}
