import { Download } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { type OpenedDocument, openDocument, removalFailure } from '@/components/context/chat-files'
import { Button, button } from '@/components/ui/button'
import { Dialog, DialogHeader, DialogText } from '@/components/ui/dialog'
import { FileChip } from '@/components/ui/file-chip'
import { deleteDocument, fetchDocument, fetchDocuments, toDocumentFile } from '@/lib/client/api/document-requests'
import { attachmentsOf } from '@/lib/client/files/attachments'
import { createRemovals } from '@/lib/client/files/removals'
import { type AppError, toAppError } from '@/lib/protocol/error'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import { formatFile, isImage } from '@/lib/run-view/format-file'
import { DocumentBody, Loading } from './document-body'

export type DocumentDialogProps = { opened: OpenedDocument; onClose(): void }

/** A file of a chat, or the list of them, over the page. */
export const DocumentDialog = ({ opened, onClose }: DocumentDialogProps) =>
  opened.kind === 'list' ? (
    <Dialog label="Files in this chat" onClose={onClose}>
      {(close) => <FilesOfChat threadId={opened.threadId} close={close} />}
    </Dialog>
  ) : (
    <Dialog label={opened.name ?? 'File'} onClose={onClose}>
      {(close) => <OneFile key={opened.id} {...opened} close={close} />}
    </Dialog>
  )

type Closable = { close(): void }

const OneFile = ({ id, name, type, place, close }: Extract<OpenedDocument, { kind: 'document' }> & Closable) => {
  const isPicture = type !== undefined && isImage({ type })
  const { value: stored, failure, retry } = useRead(isPicture ? undefined : () => fetchDocument(id), id)
  const title = stored?.document.name ?? name ?? 'File'
  return (
    <>
      <DialogHeader title={<bdi className="wrap-anywhere">{title}</bdi>} close={close} />
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <span className="text-ink-3 text-sm">{stored && formatFile(stored.document)}</span>
        <a href={toDocumentFile(id)} download={title} className={button({ size: 'sm' })}>
          <Download aria-hidden />
          Download
        </a>
      </div>
      {isPicture && (
        // biome-ignore lint/performance/noImgElement: it was scaled down when it was added
        <img src={toDocumentFile(id)} alt={title} className="mx-auto max-h-[70dvh] rounded-md object-contain" />
      )}
      {stored && <DocumentBody stored={stored} place={place} />}
      {failure && <Failure failure={failure} onRetry={retry} />}
      {!isPicture && !stored && !failure && <Loading />}
    </>
  )
}

const FilesOfChat = ({ threadId, close }: { threadId: ThreadId } & Closable) => {
  const { value: files, failure, retry, setValue } = useRead(() => fetchDocuments(threadId), threadId)
  const [removals] = useState(() => createRemovals())
  const removed = useSyncExternalStore(removals.subscribe, removals.getState, removals.getState)
  const problem = useSyncExternalStore(removalFailure.subscribe, removalFailure.getState, () => undefined)
  // Once the list is closed, nothing can be brought back.
  useEffect(
    () => () => {
      removalFailure.setState(undefined)
      void removals.settle()
    },
    [removals],
  )

  const remove = ({ id, name }: AskedFile) => {
    if (id === undefined) return
    removalFailure.setState(undefined)
    const settle = async () => {
      setValue((list) => list?.filter((file) => file.id !== id))
      try {
        await deleteDocument(threadId, id)
        attachmentsOf(threadId).drop(id)
      } catch (error) {
        removalFailure.setState(`${name} is still in this chat. ${toAppError(error).message}`)
        retry()
      }
    }
    removals.add({ key: id, name, undo: () => undefined, settle })
  }
  return (
    <>
      <DialogHeader title="Files in this chat" close={close} />
      <DialogText>The agent can search the files you have sent. They are deleted with the chat.</DialogText>
      {files?.length === 0 && <p className="py-6 text-center text-ink-3 text-sm">No files yet.</p>}
      <ul aria-label="Files" className="grid gap-2 pt-3">
        {files?.map((file) => (
          <FileRow
            key={file.id}
            file={file}
            isRemoved={removed.some(({ key }) => key === file.id)}
            onRemove={() => remove(file)}
            onUndo={() => removals.undo(file.id ?? '')}
          />
        ))}
      </ul>
      <p role="status" className="sr-only">
        {removed.map(({ name }) => `Removed ${name}.`).join(' ')}
      </p>
      {problem !== undefined && <DialogText isProblem>{problem}</DialogText>}
      {failure && <Failure failure={failure} onRetry={retry} />}
      {!files && !failure && <Loading />}
    </>
  )
}

type FileRowProps = { file: AskedFile; isRemoved: boolean; onRemove(): void; onUndo(): void }

const FileRow = ({ file, isRemoved, onRemove, onUndo }: FileRowProps) => {
  const row = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    const element = row.current
    // The focus stays in the dialog when its row goes.
    return () => {
      if (element?.contains(document.activeElement)) element.closest('dialog')?.querySelector('button')?.focus()
    }
  }, [])
  return (
    <li ref={row} className="flex min-w-0 items-center justify-between gap-2">
      <span className="min-w-0 flex-1">
        {isRemoved ? (
          <span className="flex min-h-11 items-center px-1 text-ink-3 text-sm">
            <span className="min-w-0 truncate">
              Removed <bdi>{file.name}</bdi>
            </span>
          </span>
        ) : (
          <FileChip
            name={file.name}
            isWide
            preview={isImage(file) && file.id !== undefined ? toDocumentFile(file.id) : undefined}
            onOpen={() => openDocument(file)}
          >
            {formatFile(file)}
          </FileChip>
        )}
      </span>
      {/* One button in both states, so that it keeps the focus. */}
      <Button aria-label={isRemoved ? undefined : `Remove ${file.name}`} onClick={isRemoved ? onUndo : onRemove}>
        {isRemoved ? 'Undo' : 'Remove'}
      </Button>
    </li>
  )
}

const Failure = ({ failure, onRetry }: { failure: AppError; onRetry(): void }) => (
  <>
    <DialogText isProblem>
      {failure.code === 'not-found' ? 'This file was removed, or belongs to somebody else.' : failure.message}
    </DialogText>
    {failure.code !== 'not-found' && (
      <Button className="mt-3" onClick={onRetry}>
        Try again
      </Button>
    )}
  </>
)

/** What a request gives, or why it gave nothing; asked again where `of` changes. */
const useRead = <Value,>(read: (() => Promise<Value>) | undefined, of: string) => {
  const [value, setValue] = useState<Value>()
  const [failure, setFailure] = useState<AppError>()
  const [tries, setTries] = useState(0)
  const current = useRef(read)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try, or another thing to read
  useEffect(() => {
    let isOver = false
    setFailure(undefined)
    current.current?.().then(
      (next) => !isOver && setValue(next),
      (error: unknown) => !isOver && setFailure(toAppError(error)),
    )
    return () => {
      isOver = true
    }
  }, [of, tries])
  return { value, setValue, failure, retry: () => setTries((count) => count + 1) }
}
