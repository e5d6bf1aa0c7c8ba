import { AppError } from '@/lib/protocol/error'
import type { MessageId, ThreadId } from '@/lib/protocol/event'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { readProblem } from './problem'

type Source = {
  threadId: ThreadId
  /** The turns before this one are read; without it, the newest. */
  before?: MessageId
  /** Every event as it was written, and not only what comes to the same view. */
  everyEvent?: boolean
  baseUrl: string
  fetch: typeof fetch
  signal: AbortSignal
}

/** The newest turns of a stored conversation, or older ones. Throws an `AppError`: `not-found`, another refusal, or that the server could not be reached. */
export const readThread = async ({ threadId, before, everyEvent, baseUrl, fetch, signal }: Source): Promise<StoredThread> => {
  const query = new URLSearchParams({ ...(before && { before }), ...(!everyEvent && { events: 'compact' }) })
  const response = await fetch(`${baseUrl}/api/threads/${encodeURIComponent(threadId)}?${query}`, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    signal,
  }).catch((cause: unknown) => {
    throw unreached(cause)
  })
  if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
  return (await response.json()) as StoredThread
}

const unreached = (cause: unknown): AppError =>
  new AppError('internal', { cause, message: 'The server could not be reached, so this chat could not be loaded.' })
