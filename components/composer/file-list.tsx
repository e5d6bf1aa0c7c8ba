import { CornerDownLeft, RotateCw, X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { addedFiles, openDocument } from '@/components/context/chat-files'
import { IconButton, TextButton } from '@/components/ui/button'
import { FileChip } from '@/components/ui/file-chip'
import { newChatDraft } from '@/lib/client/chat/local-draft'
import { type Attachment, isUnsettled } from '@/lib/client/files/attachment'
import { type Attachments, attachmentsOf } from '@/lib/client/files/attachments'
import { readNewChatId, writeNewChatId } from '@/lib/client/files/draft-files'
import { toAppError } from '@/lib/protocol/error'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import type { OfferedModel } from '@/lib/protocol/model-offer'
import { formatFile, isImage } from '@/lib/run-view/format-file'
import { maxPastedLength } from './question-field'

/** What the composer gets from the list of files. */
export type Attached = {
  /** Some are still on their way. */
  isWaiting: boolean
  /** Nothing can be sent with them as they are; the list says why. */
  isBlocked: boolean
  /** Takes them to be asked with. */
  take(): AskedFile[]
}

export type FileListProps = {
  threadId: ThreadId
  draftKey: string
  /** The model that answers next. */
  model: OfferedModel | undefined
  onChange(attached: Attached | undefined): void
  /** A text that was pasted goes back into the field. */
  onText(text: string): void
}

/** The files of the message that is being written, each with how far it has come. */
export const FileList = ({ threadId, draftKey, model, onChange, onText }: FileListProps) => {
  const attachments = attachmentsOf(threadId)
  const files = useSyncExternalStore(attachments.subscribe, attachments.getState, attachments.getState)
  const { removals } = attachments
  const removed = useSyncExternalStore(removals.subscribe, removals.getState, removals.getState).at(-1)
  const [problem, setProblem] = useState<string>()
  useTaken(threadId, attachments)
  useKeptNewChat(threadId, draftKey, files.length > 0)

  const isBlind = model?.seesImages === false && files.some(isImage)
  const isWaiting = files.some(isUnsettled)
  const isBlocked = isBlind || files.some(({ state }) => state.name === 'failed')
  const isEmpty = files.length === 0
  // Sending makes what was removed so for good.
  const isIdle = isEmpty && removed === undefined
  useEffect(() => {
    onChange(isIdle ? undefined : { isWaiting, isBlocked, take: attachments.take })
  }, [onChange, isIdle, isWaiting, isBlocked, attachments])
  useEffect(() => () => onChange(undefined), [onChange])

  const list = useRef<HTMLUListElement>(null)
  useInView(list, files)
  const remove = (index: number, key: string) => {
    setProblem(undefined)
    attachments.remove(key)
    focusBeside(list.current, index)
  }
  const putBack = (key: string) =>
    attachments.takeText(key).then(onText, (error: unknown) => setProblem(toAppError(error).message))

  const undo = (key: string, button: HTMLButtonElement) => {
    removals.undo(key)
    focusField(button)
  }

  const hint = problem ?? formatHint(files, isBlind ? model.label : undefined)
  return (
    <>
      {!isEmpty && (
        <ul
          ref={list}
          aria-label="Files to send"
          className="-mx-1 scroll-thin mb-2.5 flex max-h-[32dvh] flex-wrap items-start gap-2 overflow-y-auto p-0.5 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:overflow-y-hidden"
        >
          {files.map((file, index) => (
            <li key={file.key} className="min-w-0 max-w-full max-sm:flex-none">
              <FileChip
                name={file.name}
                preview={file.preview}
                isProblem={file.state.name === 'failed'}
                onOpen={toOpen(file)}
                actions={
                  <>
                    {file.state.name === 'failed' && file.state.canRetry && (
                      <IconButton label={`Try ${file.name} again`} size="sm" onClick={() => attachments.retry(file.key)}>
                        <RotateCw size={14} aria-hidden />
                      </IconButton>
                    )}
                    {file.isPasted && file.size <= maxPastedLength && (
                      <IconButton
                        label={`Put ${file.name} back into the message`}
                        size="sm"
                        onClick={() => void putBack(file.key)}
                      >
                        <CornerDownLeft size={14} aria-hidden />
                      </IconButton>
                    )}
                    <IconButton label={`Remove ${file.name}`} size="sm" onClick={() => remove(index, file.key)}>
                      <X size={14} aria-hidden />
                    </IconButton>
                  </>
                }
              >
                <FileState file={file} />
              </FileChip>
            </li>
          ))}
        </ul>
      )}
      <p role="status" className={hint === undefined ? 'sr-only' : 'pb-2 text-danger text-xs'}>
        {hint ?? formatNews(files, removed?.name)}
      </p>
      {removed && (
        <div className="flex items-center gap-2 pb-2 text-ink-3 text-xs">
          <span className="min-w-0 truncate">
            Removed <bdi>{removed.name}</bdi>
          </span>
          <TextButton onClick={({ currentTarget }) => undo(removed.key, currentTarget)}>Undo</TextButton>
        </div>
      )}
    </>
  )
}

const FileState = ({ file: { name, type, size, state } }: { file: Attachment }) => {
  switch (state.name) {
    case 'waiting':
      return 'Waiting'
    case 'uploading':
      return (
        <span className="flex items-center gap-2">
          <span className="min-w-25">Uploading {Math.floor(state.share * 100)} %</span>
          <i className="h-1 flex-1 overflow-hidden rounded-full bg-fill-2">
            <i className="block h-full bg-accent" style={{ width: `${state.share * 100}%` }} />
          </i>
        </span>
      )
    case 'reading':
      return isImage({ type }) ? 'Saving…' : 'Reading…'
    case 'ready':
      return formatFile({ ...state.file, name, type, size })
    case 'failed':
      return state.message
  }
}

/** Why nothing can be sent; `blind` is the name of a model that cannot look at these images. */
const formatHint = (files: readonly Attachment[], blind: string | undefined): string | undefined => {
  const failed = files.filter(({ state }) => state.name === 'failed').map(({ name }) => name)
  if (failed.length > 0)
    return `Not added: ${failed.join(', ')}. Remove ${failed.length === 1 ? 'it' : 'them'} to send your message.`
  if (blind === undefined) return undefined
  const images = files.filter(isImage).length === 1 ? 'image' : 'images'
  return `${blind} can’t see images. Choose a model that can, or remove the ${images}.`
}

/** For those who do not see the list: what is on its way, and what came of it. */
const formatNews = (files: readonly Attachment[], removed: string | undefined): string => {
  const unsettled = files.filter(isUnsettled)
  const ready = files.filter(({ state }) => state.name === 'ready').map(({ name }) => name)
  return [
    ...(removed === undefined ? [] : [`Removed ${removed}.`]),
    ...(unsettled.length > 0 ? [`Adding ${unsettled.map(({ name }) => name).join(', ')}.`] : []),
    ...(unsettled.length === 0 && ready.length > 0 ? [`Added ${ready.join(', ')}.`] : []),
  ].join(' ')
}

const toOpen = ({ state, type }: Attachment): (() => void) | undefined => {
  if (state.name !== 'ready') return undefined
  const { file } = state
  return () => openDocument({ ...file, type })
}

/** Where not all of them have room, the newest comes into view, or the first that was refused. */
const useInView = (list: RefObject<HTMLUListElement | null>, files: readonly Attachment[]): void => {
  const failed = files.findIndex(({ state }) => state.name === 'failed')
  const at = failed >= 0 ? failed : files.length - 1
  const key = files[at]?.key
  useEffect(() => {
    // Of newer browsers it returns a promise, which React would take for a clean-up.
    if (key !== undefined) void list.current?.children[at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [list, at, key])
}

/** Gives what was added to this chat to its files. */
const useTaken = (threadId: ThreadId, attachments: Attachments): void => {
  useEffect(() => {
    const take = () => {
      const added = addedFiles.getState()
      const ours = added.filter((each) => each.threadId === threadId).flatMap(({ files }) => files)
      if (ours.length === 0) return
      addedFiles.setState(added.filter((each) => each.threadId !== threadId))
      const chosen = ours.flatMap((file) => (file instanceof File ? [file] : []))
      if (chosen.length > 0) attachments.add(chosen)
      for (const text of ours) if (typeof text === 'string') attachments.addText(text)
      const back = ours.flatMap((file) => (typeof file === 'string' || file instanceof File ? [] : [file]))
      if (back.length > 0) attachments.restore(back)
    }
    take()
    return addedFiles.subscribe(take)
  }, [threadId, attachments])
}

/** A new chat with files keeps its id over a reload: the server has them under it. */
const useKeptNewChat = (threadId: ThreadId, draftKey: string, hasFiles: boolean): void => {
  useEffect(() => {
    if (draftKey === newChatDraft && hasFiles) writeNewChatId(threadId)
    else if (readNewChatId() === threadId) writeNewChatId(undefined)
  }, [threadId, draftKey, hasFiles])
}

const focusField = (inForm: HTMLElement | null): void =>
  inForm?.closest('form')?.querySelector('textarea')?.focus({ preventScroll: true })

/** The focus goes to the neighbour of what was removed, or to the field. */
const focusBeside = (list: HTMLUListElement | null, index: number): void => {
  const rows = [...(list?.children ?? [])].filter((_row, at) => at !== index)
  const row = rows[Math.min(index, rows.length - 1)]
  const target = [...(row?.querySelectorAll<HTMLElement>('button') ?? [])].at(-1)
  if (target) target.focus({ preventScroll: true })
  else focusField(list)
}
