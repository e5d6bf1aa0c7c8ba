import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { addFiles, openedDocument } from '@/components/context/chat-files'
import { useCommand } from '@/components/context/command-registry'
import { Button, IconButton } from '@/components/ui/button'
import type { ThreadId } from '@/lib/protocol/event'
import { formatCount } from '@/lib/run-view/format-run'

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
