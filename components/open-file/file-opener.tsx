import { FileDown } from 'lucide-react'
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { onGoTo } from '@/components/context/address'
import { toDocumentTitle } from '@/components/context/background-status'
import { useCommand } from '@/components/context/command-registry'
import { ReadOnlyThread, ThreadNote } from '@/components/thread/read-only-thread'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import { Toast } from '@/components/ui/status'
import { useBack } from '@/components/ui/use-back'
import { toAppError } from '@/lib/protocol/error'
import { formatDate } from '@/lib/run-view/format-run'
import type { OpenedFile } from './open-run-file'

export type FileOpenerProps = {
  /** The way to the conversations, for the header. */
  menu: ReactNode
  /** A file takes the place of the chat, or gives it back. */
  onOpen(isOpen: boolean): void
}

/** Opens a saved run that is dropped anywhere on the page, or chosen by a command, in the place of the chat. */
export const FileOpener = ({ menu, onOpen }: FileOpenerProps) => {
  const { file, isOver, failure, input, onChosen, onClose, onDismiss } = useOpenFile()
  useEffect(() => onGoTo(onClose), [onClose])
  const isOpen = file !== undefined
  useBack(isOpen, onClose)
  // Before the next picture: never both of them, or neither.
  useLayoutEffect(() => onOpen(isOpen), [isOpen, onOpen])
  return (
    <>
      {/* In the page, so that it is still there when the person has chosen. */}
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
      {isOver && (
        <div
          aria-hidden
          className="pointer-events-none fixed inset-0 z-sheet grid place-items-center bg-bg/72 before:absolute before:inset-3 before:rounded-lg before:border-2 before:border-accent before:border-dashed"
        >
          <p className="flex items-center gap-2.5 rounded-md border border-line-2 bg-surface px-4.5 py-3 font-medium shadow-2">
            <FileDown size={18} />
            Drop a saved run to open it
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

/** A run that was opened from a file: on screen like any other, and nowhere else. */
const OpenedRun = ({ file: { name, startedAt, thread }, menu, onClose }: OpenedRunProps) => {
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
      <bdi>{name}</bdi>. It is shown only here: nothing is uploaded or saved.
    </ThreadNote>
  )
  return <ReadOnlyThread thread={thread} label="Opened file" home={menu} note={note} onLeave={onClose} />
}

type OpenFile = {
  file: OpenedFile | undefined
  /** A file is held over the page. */
  isOver: boolean
  /** A sentence about a file that could not be opened. */
  failure: string | undefined
  /** Where the browser asks for a file. */
  input: RefObject<HTMLInputElement | null>
  onChosen(file: File): void
  onClose(): void
  onDismiss(): void
}

/** The file that is open: one that was dropped on the page, or chosen by the command "Open a saved run". */
const useOpenFile = (): OpenFile => {
  const [file, setFile] = useState<OpenedFile>()
  const [failure, setFailure] = useState<string>()
  const [isOver, setIsOver] = useState(false)
  /** The newest file; an older one that is still being read is not shown any more. */
  const asked = useRef<File>(undefined)

  const open = useCallback((chosen: File) => {
    asked.current = chosen
    setFailure(undefined)
    const isWanted = () => asked.current === chosen
    // What checks each line of it is fetched with the first file.
    import('./open-run-file')
      .then(({ openRunFile }) => openRunFile(chosen))
      .then(
        (opened) => isWanted() && setFile(opened),
        (error: unknown) => isWanted() && setFailure(toFailureWords(chosen.name, toAppError(error).message)),
      )
  }, [])

  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    addEventListener(
      'dragover',
      (event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        setIsOver(true)
      },
      { signal },
    )
    // Between two elements of the page there is always one that it is over.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setIsOver(false), { signal })
    addEventListener(
      'drop',
      (event) => {
        setIsOver(false)
        if (!holdsFile(event)) return
        event.preventDefault()
        const [first] = event.dataTransfer?.files ?? []
        if (first) open(first)
      },
      { signal },
    )
    return () => listening.abort()
  }, [open])

  const input = useRef<HTMLInputElement>(null)
  useCommand('open-run', () => input.current?.click())
  const onClose = useCallback(() => {
    asked.current = undefined
    setFile(undefined)
    setFailure(undefined)
  }, [])
  const onDismiss = useCallback(() => setFailure(undefined), [])
  return { file, isOver, failure, input, onChosen: open, onClose, onDismiss }
}

/** Somebody who dropped a picture, a document or a whole conversation is told what can be opened. */
const toFailureWords = (name: string, message: string): string => {
  const isOfRun = /\.(jsonl|ndjson)$/i.test(name) && !message.startsWith('Line 1 ')
  return `${name} could not be opened. ${message}${isOfRun ? '' : ` ${whatCan}`}`
}

const whatCan = 'Only saved runs can be opened: files that “JSON Lines” exports, under Share answer.'

const holdsFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false
