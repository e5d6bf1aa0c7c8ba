import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import { isEnded } from '@/lib/store/threads'
import type { StoredThread } from '@/lib/view/thread-view'
import type { Services } from './services'

/** A conversation as its readers fold it. Throws `not-found`. */
export function readThread(threadId: ThreadId, { threads }: Services): StoredThread {
  const thread = threads.thread(threadId)
  if (!thread) throw new AppError('not-found')
  const turns = thread.turns.map(({ messageId, question, askedAt, runs }) => ({
    messageId,
    question,
    askedAt,
    runs: runs.map((run) => ({ runId: run.runId, model: run.model, events: run.events, ended: isEnded(run) })),
  }))
  return { threadId, title: thread.title, turns }
}
