import type { MessageId, Ms, RunId, ThreadId } from './event'

/** A conversation as the list of conversations shows it. */
export type ThreadSummary = {
  threadId: ThreadId
  title: string
  /** When something last happened in it: asked, answered, failed. */
  updatedAt: Ms
  /** `unseen`: a run ended and nobody has looked since. */
  state: 'running' | 'unseen' | 'seen'
}

/** What `GET /api/threads` answers, newest first; `next` is what `before` asks the next page with, absent on the last one. */
export type ThreadPage = { threads: ThreadSummary[]; next?: string }

/** The body of `PATCH /api/threads/:id`; all optional, at least one. */
export type ThreadPatch = {
  /** 1 to 200 characters. */
  title?: string
  /** The person has seen how its runs ended. */
  seen?: true
  /** Which version of an answer is shown, and goes into the history of later questions. */
  chosen?: { messageId: MessageId; runId: RunId }
}
