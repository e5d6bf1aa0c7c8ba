import '@/app/styles/thread.css'
import '@/app/styles/details.css'
import { FileDown } from 'lucide-react'
import { type ReactNode, type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { preloadRenderer } from '@/components/answer/answer-section'
import { onGoTo } from '@/components/context/address'
import { toDocumentTitle } from '@/components/context/background-status'
import { addFiles, type Dropped, holdsFile, readDropped } from '@/components/context/chat-files'
import { useCommand } from '@/components/context/command-registry'
import { ReadOnlyThread, ThreadNote } from '@/components/thread/read-only-thread'
import { Button } from '@/components/ui/button'
import { CodeText, Toast } from '@/components/ui/status'
import { useBack } from '@/components/ui/use-back'
import { toAppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import { formatDate } from '@/lib/run-view/format-run'
import { DocumentHost } from './document-host'
import type { OpenedFile } from './open-run-file'

export type FileOpenerProps = {
  /** The chat on screen. */
  threadId: ThreadId
  /** The server keeps files. */
  takesFiles: boolean
  /** The button that opens the sidebar, for the header. */
  menu: ReactNode
  /** What was dropped, or that a file was asked for, before this was loaded. */
  early: Dropped | 'choose' | undefined
  /** A file is shown in place of the chat, or no longer. */
  onOpen(isOpen: boolean): void
}

/**
 * Takes what is dropped on the page: a saved run opens in place of the chat, as it does by the command "Open a saved run"; any other
 * file goes to the message that is being written. Files of the chat open over it.
 */
export const FileOpener = ({ threadId, takesFiles, menu, early, onOpen }: FileOpenerProps) => {
  const { file, isDragOver, failure, input, onChosen, onClose, onDismiss } = useOpenFile(threadId, takesFiles, early)
  useEffect(() => onGoTo(onClose), [onClose])
  const isOpen = file !== undefined
  useBack(isOpen, onClose)
  // Before the next paint, so that never both or neither are shown.
  useLayoutEffect(() => onOpen(isOpen), [isOpen, onOpen])
  return (
    <>
      {/* It stays in the page while the browser's file picker is open. */}
      <input
        ref={input}
        type="file"
        hidden
        accept=".jsonl,.ndjson,application/jsonl,application/x-ndjson"
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? []
          // The same file may be chosen again.
          currentTarget.value = ''
          if (chosen) onChosen(chosen)
        }}
      />
      {file && <OpenedRun key={file.id} file={file} menu={menu} onClose={onClose} />}
      <DocumentHost />
      {isDragOver && (
        <div
          aria-hidden
          className="pointer-events-none fixed inset-0 z-sheet grid place-items-center bg-bg/72 before:absolute before:inset-3 before:rounded-lg before:border-2 before:border-accent before:border-dashed"
        >
          <p className="flex items-center gap-2.5 rounded-md border border-line-2 bg-surface px-4.5 py-3 font-medium shadow-2">
            <FileDown size={18} />
            {takesFiles ? 'Drop files to add them to your message' : 'Drop a saved run to open it'}
          </p>
        </div>
      )}
      {failure !== undefined && (
        <Toast onDismiss={onDismiss}>
          <CodeText text={failure} />
        </Toast>
      )}
    </>
  )
}

type OpenedRunProps = { file: OpenedFile; menu: ReactNode; onClose(): void }

/** A run that was opened from a file: shown like any other, and stored nowhere. */
const OpenedRun = ({ file: { name, startedAt, thread }, menu, onClose }: OpenedRunProps) => {
  const about = useRef<HTMLElement>(null)
  useEffect(() => {
    const titleBefore = document.title
    document.title = toDocumentTitle(thread.title, undefined)
    // What had the focus is unmounted with the chat; a screen reader continues here.
    about.current?.focus()
    return () => {
      document.title = titleBefore
    }
  }, [thread])
  const note = (
    <ThreadNote ref={about} label="About this file" action={<Button onClick={onClose}>Close file</Button>}>
      A saved run of <time dateTime={new Date(startedAt).toISOString()}>{formatDate(startedAt)}</time>, opened from{' '}
      <bdi>{name}</bdi>. It is shown only here: nothing is uploaded or saved.
    </ThreadNote>
  )
  return <ReadOnlyThread thread={thread} label="Opened file" home={menu} note={note} onLeave={onClose} />
}

type OpenFile = {
  file: OpenedFile | undefined
  /** A file is being dragged over the page. */
  isDragOver: boolean
  /** Why a file could not be opened. */
  failure: string | undefined
  /** The file input, which opens the browser's picker. */
  input: RefObject<HTMLInputElement | null>
  onChosen(file: File): void
  onClose(): void
  onDismiss(): void
}

/** The state of the opened file, and the page's drag and drop. */
const useOpenFile = (threadId: ThreadId, takesFiles: boolean, early: FileOpenerProps['early']): OpenFile => {
  const [file, setFile] = useState<OpenedFile>()
  const [failure, setFailure] = useState<string>()
  const [isDragOver, setDragOver] = useState(false)
  /** The file that was chosen last; one that is still being read is dropped when another is chosen. */
  const requested = useRef<File>(undefined)

  const open = useCallback((chosen: File) => {
    requested.current = chosen
    setFailure(undefined)
    const isNewest = () => requested.current === chosen
    // The parser is loaded with the first file, and what draws answers: one that came in later would move what is below it.
    Promise.all([import('./open-run-file'), preloadRenderer()])
      .then(([{ openRunFile }]) => openRunFile(chosen))
      .then(
        (opened) => isNewest() && setFile(opened),
        (error: unknown) => isNewest() && setFailure(formatFailure(chosen.name, toAppError(error).message)),
      )
  }, [])

  const onClose = useCallback(() => {
    requested.current = undefined
    setFile(undefined)
    setFailure(undefined)
  }, [])
  const onDrop = useEffectEvent(async ({ files, hasFolder }: Dropped) => {
    const [first] = files
    // What was dropped beside a folder is added all the same.
    setFailure(hasFolder ? 'A folder cannot be added. Open it, and drop the files that are in it.' : undefined)
    if (files.length === 0) return
    if (first && files.length === 1 && (await isSavedRun(first))) open(first)
    else if (!takesFiles) setFailure(toNotKept(first?.name ?? 'This file'))
    else {
      requested.current = undefined
      setFile(undefined)
      addFiles(threadId, files)
    }
  })
  useEffect(() => {
    const listeners = new AbortController()
    const { signal } = listeners
    addEventListener(
      'dragover',
      (event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDragOver(true)
      },
      { signal },
    )
    // Within the page `relatedTarget` is the next element; it is null when the pointer leaves the window.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setDragOver(false), { signal })
    addEventListener(
      'drop',
      (event) => {
        setDragOver(false)
        if (!holdsFile(event)) return
        event.preventDefault()
        void onDrop(readDropped(event))
      },
      { signal },
    )
    return () => listeners.abort()
  }, [])

  const input = useRef<HTMLInputElement>(null)
  useCommand('open-run', () => input.current?.click())
  const takeEarly = useEffectEvent(() => {
    if (early === 'choose') input.current?.click()
    else if (early) void onDrop(early)
  })
  // Once: what comes later is taken as it comes.
  useEffect(() => takeEarly(), [])
  const onDismiss = useCallback(() => setFailure(undefined), [])
  return { file, isDragOver, failure, input, onChosen: open, onClose, onDismiss }
}

/** Whether a file is a saved run, by its name or by how it begins. */
const isSavedRun = async (file: File): Promise<boolean> =>
  /\.(jsonl|ndjson)$/i.test(file.name) || /^\s*\{[^\n]*"type":"RUN_STARTED"/.test(await file.slice(0, 4096).text())

const toNotKept = (name: string): string =>
  `${name} was not added: this server keeps no files. Paste its text into the message instead.`

/** A sentence about the file, and which files can be opened if it is no saved run at all. */
const formatFailure = (name: string, message: string): string => {
  const isRunFile = /\.(jsonl|ndjson)$/i.test(name) && !message.startsWith('Line 1 ')
  return `${name} could not be opened. ${message}${isRunFile ? '' : ` ${openableHint}`}`
}

const openableHint = 'Only saved runs can be opened: files that “JSON Lines” exports, under Share answer.'
