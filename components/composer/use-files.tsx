import { Paperclip } from 'lucide-react'
import { type ClipboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { addedFiles, addFiles, openedDocument } from '@/components/context/chat-files'
import { useCommand } from '@/components/context/command-registry'
import { Button, IconButton } from '@/components/ui/button'
import { lazyPart } from '@/components/ui/lazy-part'
import { hasDraftFiles } from '@/lib/client/files/draft-files'
import type { ThreadId } from '@/lib/protocol/event'
import { formatCount } from '@/lib/run-view/format-run'
import type { Attached, FileListProps } from './file-list'

const fileList = lazyPart<FileListProps>(() => import('./file-list').then(({ FileList }) => FileList))

type Options = Omit<FileListProps, 'onChange'> & { /** The server keeps files. */ takesFiles: boolean }

/** The files of the message that is being written. What draws and sends them is fetched with the first one. */
export const useFiles = ({ takesFiles, ...props }: Options) => {
  const { threadId } = props
  const [attached, setAttached] = useState<Attached>()
  const [isWanted, setWanted] = useState(false)
  const isAdded = useSyncExternalStore(addedFiles.subscribe, hasAdded(threadId), () => false)
  if (isAdded && !isWanted) setWanted(true)
  useEffect(() => {
    if (takesFiles && hasDraftFiles(threadId)) setWanted(true)
  }, [takesFiles, threadId])

  const onPaste = (event: ClipboardEvent) => {
    const { clipboardData } = event
    const text = clipboardData.getData('text/plain')
    // Office programs give a picture beside the text that was copied.
    const files = text.length > longText ? [text] : text === '' ? [...clipboardData.files] : []
    if (files.length === 0) return
    event.preventDefault()
    addFiles(threadId, files)
  }
  const list: ReactNode = isWanted && <LazyFileList {...props} onChange={setAttached} />
  return { list, attached, ...(takesFiles && { onPaste }) }
}

/** Pasted text that is longer than this becomes a file. Characters. */
const longText = 4_000

const hasAdded = (threadId: ThreadId) => () => addedFiles.getState().some((added) => added.threadId === threadId)

const LazyFileList = (props: FileListProps) => {
  const lazy = fileList.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  return lazy.name === 'failed' ? (
    <p role="status" className="pb-2 text-danger text-xs">
      The files will be added when you are online again.
    </p>
  ) : null
}

type FileButtonsProps = {
  threadId: ThreadId
  /** How many came with the questions so far. */
  fileCount: number
  /** Files were chosen, so the focus may go back to the field. */
  onPicked(): void
}

/** Adds files to the message, and lists those of the chat; both are commands too. */
export const FileButtons = ({ threadId, fileCount, onPicked }: FileButtonsProps) => {
  const picker = useRef<HTMLInputElement>(null)
  const pick = () => picker.current?.click()
  const onList = fileCount > 0 ? () => openedDocument.setState({ kind: 'list', threadId }) : undefined
  useCommand('add-files', pick)
  useCommand('files', onList)
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          addFiles(threadId, [...(currentTarget.files ?? [])])
          // The same file may be chosen again.
          currentTarget.value = ''
          onPicked()
        }}
      />
      <IconButton label="Add files" className="-ml-2" onClick={pick}>
        <Paperclip size={17} aria-hidden />
      </IconButton>
      <span className="flex-1">
        {onList && (
          <Button variant="ghost" size="sm" className="max-2xs:hidden" aria-label="Files in this chat" onClick={onList}>
            {formatCount(fileCount, ['file', 'files'])}
          </Button>
        )}
      </span>
    </>
  )
}
