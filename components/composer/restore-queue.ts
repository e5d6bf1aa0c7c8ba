import { goTo } from '@/components/context/address'
import { addFiles } from '@/components/context/chat-files'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { readThread } from '@/lib/client/api/read-thread'
import { joinQueue, joinTexts, readQueue, type SavedQueue, unlessLocked, writeQueue } from '@/lib/client/chat/local-draft'
import { writeDraftFiles, writeNewChatId } from '@/lib/client/files/draft-files'
import type { ThreadId } from '@/lib/protocol/event'

/** The composer's field. Its text is `undefined` once the field is gone. */
type Field = { read(): string | undefined; write(text: string): void }

/** Brings the queues that were saved under these keys back into the field, one after the other. It never rejects. */
export const restoreQueues = async (keys: string[], field: Field): Promise<void> => {
  for (const key of keys) await restoreQueue(key, field)
}

/** Brings one queue back, unless another window is about to send it. Messages that turn out to have arrived leave the field again. */
const restoreQueue = async (key: string, field: Field): Promise<void> => {
  let queue: SavedQueue | undefined
  await unlessLocked(key, () => {
    const current = field.read()
    queue = current === undefined ? undefined : readQueue(key)
    if (!queue || current === undefined) return
    const text = joinQueue(queue)
    if (!current.includes(text)) field.write(joinTexts(text, current))
    writeQueue(key, undefined)
  })
  if (!queue) return
  const rest = await removeArrived(queue, field)
  restoreFiles(key, queue.threadId, rest)
}

/** Files are on the server under the id of their chat, so a new chat goes on under that id, as a page that is loaded afresh. */
const restoreFiles = (key: string, threadId: ThreadId, messages: SavedQueue['messages']): void => {
  const files = messages.flatMap((message) => message.files ?? [])
  if (files.length === 0) return
  if (key === threadId) {
    addFiles(threadId, files)
    return
  }
  writeDraftFiles(threadId, files)
  writeNewChatId(threadId)
  location.reload()
}

/**
 * Takes messages that are in their chat already out of the field, unless they were edited there. If a first question arrived, its
 * chat is opened. Messages that are not known to have arrived stay in the field, and are returned.
 */
const removeArrived = async (queue: SavedQueue, { read, write }: Field): Promise<SavedQueue['messages']> => {
  const { threadId, messages } = queue
  const arrived = await readIds(queue)
  const rest = messages.filter(({ id }) => !arrived.has(id))
  const before = joinQueue(queue)
  const current = read()
  if (rest.length === messages.length || !current?.startsWith(before)) return rest
  write(joinTexts(joinQueue({ threadId, messages: rest }), current.slice(before.length).trimStart()))
  if (location.pathname === '/' && read() === '') goTo(`/chat/${threadId}`, { isByPerson: false })
  return rest
}

/** The ids of the questions and runs in the queue's chat; none where it cannot be read. */
const readIds = async ({ threadId }: SavedQueue): Promise<ReadonlySet<string>> => {
  const { signal } = new AbortController()
  const stored = await readThread({ threadId, baseUrl: '', fetch: apiFetch, signal }).catch(() => undefined)
  return new Set(stored?.turns.flatMap(({ messageId, runs }) => [messageId, ...runs.map(({ runId }) => runId)]))
}
