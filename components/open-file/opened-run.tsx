import { type ReactNode, useEffect, useRef } from 'react'
import { useShortcuts } from '@/components/commands/use-shortcuts'
import { toDocumentTitle } from '@/components/context/background-status'
import { openDialog } from '@/components/context/dialog-store'
import { ReadOnlyThread, ThreadNote } from '@/components/thread/read-only-thread'
import { Button } from '@/components/ui/button'
import { formatDate } from '@/lib/run-view/format-run'
import type { OpenedFile } from './open-run-file'

export type OpenedRunProps = { file: OpenedFile; menu: ReactNode; onNewChat(): void; onClose(): void }

/** A run that was opened from a file: on screen like any other, and nowhere else. */
export const OpenedRun = ({ file: { name, startedAt, thread }, menu, onNewChat, onClose }: OpenedRunProps) => {
  useShortcuts({ onNewChat, onOpen: openDialog })
  const about = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.title
    document.title = toDocumentTitle(thread.title, undefined)
    // What had the focus goes with the chat; a screen reader goes on here.
    about.current?.focus()
    return () => {
      document.title = before
    }
  }, [thread])
  const note = (
    <ThreadNote ref={about} label="About this file" action={<Button onClick={onClose}>Close file</Button>}>
      A saved run of <time dateTime={new Date(startedAt).toISOString()}>{formatDate(startedAt)}</time>, opened from{' '}
      <bdi>{name}</bdi>. It is shown here only: nothing of it is sent or kept.
    </ThreadNote>
  )
  return <ReadOnlyThread thread={thread} label="Opened file" home={menu} note={note} onLeave={onClose} />
}
