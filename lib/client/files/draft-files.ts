import { readStoredJson, writeStored } from '@/lib/client/store/device-storage'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import { isRecord } from '@/lib/protocol/is-record'

/** A file that was added to a chat and not asked with yet. `isPasted`: it was text, and may go back into the field. */
export type DraftFile = AskedFile & { isPasted?: true }

const toName = (threadId: ThreadId): string => `draft-files:${threadId}`

/** Whether files wait in this chat on this device. */
export const hasDraftFiles = (threadId: ThreadId): boolean => readDraftFiles(threadId).length > 0

/** The files that wait in this chat on this device; an empty list where storage is blocked. */
export const readDraftFiles = (threadId: ThreadId): DraftFile[] => {
  const kept = readStoredJson(toName(threadId))
  return Array.isArray(kept) ? kept.filter(isDraftFile) : []
}

/** Remembers on this device which files wait in this chat; an empty list forgets them. */
export const writeDraftFiles = (threadId: ThreadId, files: DraftFile[]): void =>
  writeStored(toName(threadId), files.length > 0 ? JSON.stringify(files) : undefined)

/** What else it may have is ours where it has these. */
const isDraftFile = (kept: unknown): kept is DraftFile =>
  isRecord(kept) && typeof kept['name'] === 'string' && typeof kept['type'] === 'string' && typeof kept['size'] === 'number'

const newChatName = 'new-chat'

/**
 * The id of a chat that has files and no question yet. Its files are on the server under that id, so a reload goes on with it; another
 * window has a new chat of its own.
 */
export const readNewChatId = (): ThreadId | undefined => {
  try {
    return (sessionStorage.getItem(newChatName) ?? undefined) as ThreadId | undefined
  } catch {
    return undefined // There is no storage: the files wait as long as the page is open.
  }
}

/** Remembers the id of the new chat of this window for as long as the window is open; `undefined` forgets it. */
export const writeNewChatId = (threadId: ThreadId | undefined): void => {
  try {
    if (threadId === undefined) sessionStorage.removeItem(newChatName)
    else sessionStorage.setItem(newChatName, threadId)
  } catch {
    // As above.
  }
}
