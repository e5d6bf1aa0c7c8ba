import type { ThreadId } from '@/lib/protocol/event'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { readThread } from './read-thread'

/** A conversation from its first turn to its last, page by page. Throws an `AppError`, as `loadThread` does. */
export const readWholeThread = async (
  threadId: ThreadId,
  {
    baseUrl = '',
    ...how
  }: {
    fetch: typeof globalThis.fetch
    baseUrl?: string
    signal: AbortSignal /** The events are read as they were written, and not joined. */
    everyEvent?: boolean
  },
): Promise<StoredThread> => {
  const source = { threadId, baseUrl, ...how }
  let whole = await readThread(source)
  while (whole.earlier > 0) {
    const [first] = whole.turns
    if (!first) break
    const { turns, earlier } = await readThread({ ...source, before: first.messageId })
    if (turns.length === 0) break
    whole = { ...whole, earlier, turns: [...turns, ...whole.turns] }
  }
  return whole
}
