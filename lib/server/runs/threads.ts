import type { Owner } from '@/lib/db/run-queries'
import { deleteAllThreads, deleteThread, findThreads, patchThread, readThreadPage, restoreThread } from '@/lib/db/thread-queries'
import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadPatch, ThreadSummary } from '@/lib/protocol/thread-summary'
import type { Services } from '@/lib/server/service-types'
import { stopByKey } from './stop-run'

export type ListQuestion = { owner: Owner; text: string; before: string | undefined; limit: number }

/**
 * A page of a visitor’s conversations, or with a `text` those in which it is found. A run that has just ended here is shown as
 * ended, even if that is not stored yet.
 */
export async function listThreads({ owner, text, before, limit }: ListQuestion, { store, runs }: Services): Promise<ThreadPage> {
  const page = await store.use((db) =>
    text === '' ? readThreadPage(db, { owner, before, limit }) : findThreads(db, store.dialect, { owner, text, limit }),
  )
  const ended = runs.endedUnkept(owner)
  const threads = page.threads.map(
    (thread): ThreadSummary =>
      thread.state === 'running' && ended.has(thread.threadId) ? { ...thread, state: 'unseen' } : thread,
  )
  return { ...page, threads }
}

/** Throws `not-found`, as do the next two. */
export async function changeThread(
  change: { owner: Owner; threadId: ThreadId; patch: ThreadPatch },
  { store }: Services,
): Promise<ThreadSummary> {
  const changed = await store.use((db) => patchThread(db, { ...change, now: Date.now() }))
  if (changed !== 'no such version') return found(changed)
  throw new AppError('not-found', { field: 'chosen.runId', message: 'This version of the answer does not exist or was deleted.' })
}

/** Deletes a conversation and stops its run. It can be brought back for a minute. Throws `not-found`. */
export async function removeThread(owner: Owner, threadId: ThreadId, services: Services): Promise<void> {
  const { running } = found(await services.store.use((db) => deleteThread(db, { owner, threadId, now: Date.now() })))
  if (running) await stopByKey(running, services)
}

/** All conversations of a visitor. What runs is stopped; the database forgets them a minute later. */
export async function removeAllThreads(owner: Owner, services: Services): Promise<void> {
  const { running } = await services.store.use((db) => deleteAllThreads(db, owner, Date.now()))
  await Promise.all(running.map((key) => stopByKey(key, services)))
}

/** Brings back a conversation that was deleted less than a minute ago. Throws `not-found`. */
export const bringBackThread = (owner: Owner, threadId: ThreadId, { store }: Services): Promise<ThreadSummary> =>
  store.use(async (db) => found(await restoreThread(db, owner, threadId)))

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('not-found')
  return value
}
