import { createStore } from '@/lib/client/store/create-store'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'

/** What is open over the page: a file at a place (`page=4&passage=9`, `lines=12-30`), or the list of the files of a chat. */
export type OpenedDocument =
  | { kind: 'document'; id: string; name?: string; type?: string; place?: string }
  | { kind: 'list'; threadId: ThreadId }

export const openedDocument = createStore<OpenedDocument | undefined>(undefined)

/** Opens a file over the page. One without an id belongs to somebody else. */
export const openDocument = ({ id, name, type, place }: { id?: string; name?: string; type?: string; place?: string }): void => {
  if (id === undefined) return
  openedDocument.setState({
    kind: 'document',
    id,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(place !== undefined && { place }),
  })
}

/** Why a file that was removed is still in its chat, until that has been read. */
export const removalFailure = createStore<string | undefined>(undefined)

/** What was chosen, dropped or pasted; text is a long one; a file that is in the chat already comes back unsent. */
export type AddedFile = File | string | AskedFile

/** Files on their way to the message that is being written in a chat, until the list of its files is there to take them. */
export const addedFiles = createStore<readonly { threadId: ThreadId; files: readonly AddedFile[] }[]>([])

export const addFiles = (threadId: ThreadId, files: readonly AddedFile[] = []): void => {
  if (files.length > 0) addedFiles.setState([...addedFiles.getState(), { threadId, files }])
}

/** What was let go over the page: the files, and whether a folder was beside them. */
export type Dropped = { files: File[]; hasFolder: boolean }

/** Whether a drag carries files, and not text or a link. */
export const holdsFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

/** Read while the event is dispatched: afterwards the browser has emptied it. */
export const readDropped = ({ dataTransfer }: DragEvent): Dropped => {
  const entries = [...(dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  return {
    files: [...(dataTransfer?.files ?? [])].filter((_file, index) => !entries[index]?.isDirectory),
    hasFolder: entries.some(({ isDirectory }) => isDirectory),
  }
}
