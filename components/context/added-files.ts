import { createStore } from '@/lib/client/store/create-store'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'

/** What was chosen, dropped or pasted; text is a long one; a file that is in the chat already comes back unsent. */
export type AddedFile = File | string | AskedFile

/** Files on their way to the message that is being written in a chat, until the list of its files is there to take them. */
export const addedFiles = createStore<readonly { threadId: ThreadId; files: readonly AddedFile[] }[]>([])

export const addFiles = (threadId: ThreadId, files: readonly AddedFile[] = []): void => {
  if (files.length > 0) addedFiles.setState([...addedFiles.getState(), { threadId, files }])
}
