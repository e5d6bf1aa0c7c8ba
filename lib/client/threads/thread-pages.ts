import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadSummary } from '@/lib/protocol/thread-summary'

/** What was read of the list so far, newest first; `next` asks for what is older. The same shape as one page of it. */
export type Pages = ThreadPage

/** An older page under what is there. A thread that has moved up meanwhile is there already and stays where it is. */
export const addPage = ({ threads }: Pages, page: ThreadPage): Pages => {
  const known = new Set(threads.map(({ threadId }) => threadId))
  return { ...page, threads: [...threads, ...page.threads.filter(({ threadId }) => !known.has(threadId))] }
}

/**
 * The first page, read anew, over what is there. Older pages stay where the new one reaches down to them; where there
 * would be a gap they are dropped, to be read again.
 */
export const renewFirst = (before: Pages, first: ThreadPage): Pages => {
  const threads = keepEqual(before.threads, first.threads)
  const oldest = threads.at(-1)
  if (first.next === undefined || oldest === undefined) return { threads }
  const fresh = new Set(threads.map(({ threadId }) => threadId))
  const isAdjoining = before.threads.some(({ threadId }) => fresh.has(threadId))
  const older = isAdjoining
    ? before.threads.filter((thread) => !fresh.has(thread.threadId) && thread.updatedAt <= oldest.updatedAt)
    : []
  if (older.length === 0) return { ...first, threads }
  return { ...before, threads: [...threads, ...older] }
}

/** A thread as it is now: in its place, or where its time says when it is new here or has moved up. */
export const putThread = (pages: Pages, thread: ThreadSummary): Pages => {
  const index = pages.threads.findIndex(({ threadId }) => threadId === thread.threadId)
  if (pages.threads[index]?.updatedAt === thread.updatedAt) return { ...pages, threads: pages.threads.with(index, thread) }
  const others = pages.threads.filter(({ threadId }) => threadId !== thread.threadId)
  const place = others.findIndex(({ updatedAt }) => updatedAt <= thread.updatedAt)
  // Under all that was read, with older ones to come: it comes with them.
  if (place === -1 && pages.next !== undefined) return { ...pages, threads: others }
  return { ...pages, threads: others.toSpliced(place === -1 ? others.length : place, 0, thread) }
}

/** Takes over each thread that did not change, so that its row need not be drawn again. */
export const keepEqual = (before: ThreadSummary[], after: ThreadSummary[]): ThreadSummary[] => {
  const known = new Map<ThreadId, ThreadSummary>(before.map((thread) => [thread.threadId, thread]))
  return after.map((thread) => {
    const same = known.get(thread.threadId)
    return same && isEqual(same, thread) ? same : thread
  })
}

const isEqual = (a: ThreadSummary, b: ThreadSummary): boolean =>
  a.title === b.title && a.state === b.state && a.ending === b.ending && a.updatedAt === b.updatedAt
