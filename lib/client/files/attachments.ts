import { nanoid } from 'nanoid'
import { deleteDocument, fetchDocuments, toDocumentFile, uploadDocument } from '@/lib/client/api/document-requests'
import { createListeners } from '@/lib/client/store/create-store'
import { documentLimits } from '@/lib/protocol/document'
import { type AppError, errorTable, toAppError } from '@/lib/protocol/error'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import { isImage } from '@/lib/run-view/format-file'
import {
  type Attachment,
  type AttachmentState,
  isUnsettled,
  problemOf,
  releasePreview,
  toDraftFiles,
  toReady,
} from './attachment'
import { readDraftFiles, writeDraftFiles } from './draft-files'
import { prepareImage } from './prepare-image'
import { createRemovals, type Removals } from './removals'

/** The files of the message that is being written in one chat, as a store with what can be done to them. */
export type Attachments = {
  getState(): readonly Attachment[]
  subscribe(onChange: () => void): () => void
  add(files: readonly File[]): void
  /** A long text that was pasted becomes a file. */
  addText(text: string): void
  /** Files that were asked with, and came back unsent. One that is not in the chat any more says so. */
  restore(files: readonly AskedFile[]): void
  retry(key: string): void
  /** Takes a file out of the message; for a while it is among `removals`. One that was refused is gone at once. */
  remove(key: string): void
  removals: Pick<Removals, 'getState' | 'subscribe' | 'undo'>
  /** A file that was removed from the chat elsewhere. */
  drop(id: string): void
  /** Takes a pasted text out of the files again, and gives it back. Throws an `AppError` where it cannot be read. */
  takeText(key: string): Promise<string>
  /** Takes those that are ready to be asked with; they stay in the chat. What was removed before is so for good. */
  take(): AskedFile[]
}

/** The server says it too, when it has the file. */
const { maxPerThread } = documentLimits
/** How many are on their way at once. */
const lanes = 2

/** The files that are being added to this chat, which go on being sent while another chat is on screen. */
export const attachmentsOf = (threadId: ThreadId): Attachments => {
  const known = open.get(threadId)
  if (known) return known
  const attachments = createAttachments(threadId)
  open.set(threadId, attachments)
  return attachments
}

const open = new Map<ThreadId, Attachments>()

type Means = {
  upload?: typeof uploadDocument
  prepare?: typeof prepareImage
  list?: typeof fetchDocuments
  removals?: Removals
}

/**
 * The files of one chat, beginning with those that wait on this device. `Means` are stood in for by tests. Two files are sent at
 * a time; nothing here throws but `takeText`.
 */
export const createAttachments = (
  threadId: ThreadId,
  { upload = uploadDocument, prepare = prepareImage, list = fetchDocuments, removals = createRemovals() }: Means = {},
): Attachments => {
  const listeners = createListeners()
  /** What was chosen, for another try, and what ends the sending of it. */
  const sources = new Map<string, { file: File; going?: AbortController }>()
  let state: readonly Attachment[] = readDraftFiles(threadId).map(toReady)
  let texts = state.filter(({ isPasted }) => isPasted).length

  const setState = (next: readonly Attachment[]): void => {
    state = next
    writeDraftFiles(threadId, state.flatMap(toDraftFiles))
    listeners.notify()
  }
  const change = (key: string, to: Partial<Attachment>): void =>
    setState(state.map((each) => (each.key === key ? { ...each, ...to } : each)))
  const fail = (key: string, error: AppError): void => {
    const { again } = errorTable[error.code]
    change(key, { state: { name: 'failed', message: error.message, canRetry: again === 'yes' || again === 'later' } })
  }

  /** It is out of the message already; where the server is away it stays in the chat's files, and can be removed there. */
  const removeKept = async ({ id }: AskedFile): Promise<void> => {
    if (id !== undefined) await deleteDocument(threadId, id).catch(() => undefined)
  }

  const send = async (key: string): Promise<void> => {
    const source = sources.get(key)
    if (!source) return
    const going = new AbortController()
    source.going = going
    try {
      const isPrepared = state.some((each) => each.key === key && each.preview !== undefined)
      if (isImage(source.file) && !isPrepared) {
        source.file = await prepare(source.file)
        // A preview of what was removed meanwhile would be held by nobody.
        going.signal.throwIfAborted()
        const { name, size, type } = source.file
        change(key, { name, size, type, preview: URL.createObjectURL(source.file) })
      }
      const onProgress = (share: number) => change(key, { state: share < 1 ? { name: 'uploading', share } : { name: 'reading' } })
      change(key, { state: { name: 'uploading', share: 0 } })
      const file = await upload({ threadId, file: source.file, onProgress, signal: going.signal })
      if (!sources.has(key)) return await removeKept(file)
      change(key, { name: file.name, size: file.size, type: file.type, state: { name: 'ready', file } })
    } catch (error) {
      if (!going.signal.aborted) fail(key, toAppError(error))
    }
  }
  const sendNext = (): void => {
    const busy = state.filter(({ key }) => sources.get(key)?.going).filter(isUnsettled).length
    const next = state.find(({ key, state: { name } }) => name === 'waiting' && sources.get(key) && !sources.get(key)?.going)
    if (!next || busy >= lanes) return
    void send(next.key).then(sendNext)
    sendNext()
  }
  /** What was removed takes up room on the server until it is deleted there. */
  const sendWithRoom = (): void => {
    const settling = removals.settle()
    if (settling) void settling.then(sendNext)
    else sendNext()
  }
  const add = (files: readonly File[], isPasted?: true): void => {
    // Only what cannot be kept whatever else the chat has; the server knows of its other files, and of those that another window adds.
    const room = maxPerThread - state.filter((each) => each.state.name !== 'failed').length
    const added = files.map((file, index): Attachment => {
      const key = nanoid()
      const { name, type, size } = file
      const message = index < room ? problemOf(file) : `A chat takes ${maxPerThread} files. Remove one, then add this one.`
      if (message === undefined) sources.set(key, { file })
      const first: AttachmentState = message === undefined ? { name: 'waiting' } : { name: 'failed', message, canRetry: false }
      return { key, name, type, size, ...(isPasted && { isPasted }), state: first }
    })
    setState([...state, ...added])
    sendWithRoom()
  }
  /** It is gone from here, and is sent no further. */
  const forget = (key: string): { attachment?: Attachment | undefined; file?: File | undefined } => {
    const attachment = state.find((each) => each.key === key)
    const { file, going } = sources.get(key) ?? {}
    // What the server has by now it may keep whether it is listened to or not: its answer is waited for.
    if (attachment?.state.name !== 'reading') going?.abort()
    sources.delete(key)
    setState(state.filter((each) => each.key !== key))
    sendNext()
    return { attachment, file }
  }
  /** The server forgets files that wait too long, and another window may have removed one. */
  const checkKept = async (files: readonly AskedFile[]): Promise<void> => {
    // Where they cannot be listed, the server says it when they are asked with.
    const kept = await list(threadId).catch(() => undefined)
    if (!kept) return
    const gone = new Set(files.map(({ id }) => id).filter((id) => !kept.some((each) => each.id === id)))
    const message = 'This file is no longer here. Add it again.'
    for (const { key, state: each } of state)
      if (each.name === 'ready' && gone.has(each.file.id)) change(key, { state: { name: 'failed', message, canRetry: false } })
  }
  const remove = (key: string): void => {
    const at = state.findIndex((each) => each.key === key)
    const { attachment, file } = forget(key)
    if (!attachment) return
    const { name, isPasted, state: before } = attachment
    if (before.name === 'failed') {
      releasePreview(attachment)
      return
    }
    const undo = () => {
      if (before.name === 'ready') {
        if (file) sources.set(key, { file })
        setState(state.toSpliced(at, 0, attachment))
      } else {
        // It had not arrived, so it is sent again.
        releasePreview(attachment)
        if (file) add([file], isPasted)
      }
    }
    const settle = async () => {
      releasePreview(attachment)
      if (before.name === 'ready') await removeKept(before.file)
    }
    removals.add({ key, name, undo, settle })
  }

  return {
    getState: () => state,
    subscribe: listeners.add,
    add,
    addText(text) {
      texts += 1
      add([new File([text], texts === 1 ? 'Pasted text.txt' : `Pasted text ${texts}.txt`, { type: 'text/plain' })], true)
    },
    restore(files) {
      const here = new Set(state.flatMap((each) => (each.state.name === 'ready' ? [each.state.file.id] : [])))
      setState([...state, ...files.filter(({ id }) => !here.has(id)).map(toReady)])
      void checkKept(files)
    },
    retry(key) {
      const source = sources.get(key)
      if (!source) return
      delete source.going
      change(key, { state: { name: 'waiting' } })
      sendWithRoom()
    },
    remove,
    removals,
    drop(id) {
      for (const each of state.filter((each) => each.state.name === 'ready' && each.state.file.id === id)) {
        forget(each.key)
        releasePreview(each)
      }
    },
    async takeText(key) {
      const file = sources.get(key)?.file
      const pasted = state.find((each) => each.key === key)
      const id = pasted?.state.name === 'ready' ? pasted.state.file.id : undefined
      const text = file ? await file.text() : id === undefined ? '' : await readText(id)
      const { attachment } = forget(key)
      if (attachment?.state.name === 'ready') void removeKept(attachment.state.file)
      return text
    },
    take() {
      void removals.settle()
      const taken = state.filter((each) => each.state.name === 'ready')
      for (const each of taken) {
        sources.delete(each.key)
        releasePreview(each)
      }
      setState(state.filter((each) => each.state.name !== 'ready'))
      return taken.flatMap((each) => (each.state.name === 'ready' ? [each.state.file] : []))
    },
  }
}

const readText = async (id: string): Promise<string> => {
  const response = await fetch(toDocumentFile(id))
  if (!response.ok) throw toAppError(new Error(`${response.status}`))
  return response.text()
}
