import { FileDown } from 'lucide-react'
import { type ReactNode, useEffect, useLayoutEffect } from 'react'
import { onGoTo } from '@/components/context/address'
import { CodeText } from '@/components/ui/code-text'
import { Toast } from '@/components/ui/status'
import { useBack } from '@/components/ui/use-back'
import { OpenedRun } from './opened-run'
import { useOpenFile } from './use-open-file'

export type FileOpenerProps = {
  /** The way to the conversations, for the header. */
  menu: ReactNode
  onNewChat(): void
  /** A file takes the place of the chat, or gives it back. */
  onOpen(isOpen: boolean): void
}

/** Opens a saved run that is dropped anywhere on the page, or chosen by a command, in the place of the chat. */
export const FileOpener = ({ menu, onNewChat, onOpen }: FileOpenerProps) => {
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
      {file && <OpenedRun key={file.id} file={file} menu={menu} onNewChat={onNewChat} onClose={onClose} />}
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
