import type { Connection } from '@/lib/client/connection/read-connection'
import type { ErrorCode } from '@/lib/protocol/error'
import type { AskedFile, MessageId, Ms, RunId, ThreadId } from '@/lib/protocol/event'
import type { Recording } from '@/lib/protocol/sse'
import { type StoredThread, type ThreadView, toTitle } from '@/lib/run-view/thread-view'
import type { VersionStart } from './new-version'

/** All that the chat screen shows, as one value. Held by `ChatStore`, which notifies its subscribers at most once a frame. */
export type ChatState = {
  thread: ThreadView
  /** The thread is being read for the first time. */
  loading: boolean
  /** Older turns of the thread are being read, or could not be. */
  earlier?: 'loading' | 'failed'
  /**
   * The run under way (or sent and not yet confirmed), if any. `question` and `files`: what it was asked with, where it was started here.
   * `stop`: a person wants it to end; it has not yet, and what the server says to that.
   */
  live?: { runId: RunId; messageId: MessageId; question?: string; files?: AskedFile[]; stop?: LiveStop }
  connection: Connection
  /** Whether the run under way is being saved. */
  recording: Recording
  /** Written while a run goes; each is sent when the one before it has finished. */
  queued: QueuedMessage[]
  /** Why the first of what waits could not be sent: the server cannot keep it now. It is sent when that is over. */
  held?: string
  /** What waited when the person pressed Stop: it goes back into the composer instead of starting another run. */
  returned?: { text: string; files?: AskedFile[] }
  /** A question or a thread that could not be sent or read; `text` and `files` go back into the composer. */
  failure?: { code: ErrorCode; message: string; text?: string; files?: AskedFile[]; retryAfterMs?: Ms }
  /** Streams are buffered on the way, so the run is read by short polls, and the notice about that was not dismissed in this browser. */
  isBuffered?: true
  /** Server clock minus ours, in ms, from the newest live event: what a clock on screen adds to `Date.now()`. */
  clockSkewMs: Ms
  /** Events with a `seq` up to this were not seen live here but read back, so rows do not animate in. Per run. */
  restored: Record<RunId, number>
}

/**
 * The title of a chat: the one in `knownTitle`, which is that of the list of conversations, else its own, else its first question.
 * `undefined` for a chat without a question; of one that is being read, or could not be, only what is known is said.
 */
export const findChatTitle = ({ thread, loading, failure }: ChatState, knownTitle: string): string | undefined => {
  const [first] = thread.turns
  if (first) return knownTitle || thread.title || toTitle(first.question)
  return loading || failure ? knownTitle : undefined
}

/** `asked`: it will end. `undelivered`: the server could not be reached so far. `refused`: this browser may not stop it. */
export type LiveStop = 'asked' | 'undelivered' | 'refused'

/** A question that waits for the end of the run before it. */
export type QueuedMessage = {
  messageId: MessageId
  question: string
  modelId?: string | undefined
  files?: AskedFile[] | undefined
}

/** What the screen may ask for. */
export type ChatActions = {
  /** Sends now, or queues while a run goes. */
  send(question: string, modelId?: string, files?: AskedFile[]): void
  /** Asks for the end of the run, which goes on until its events say that it ended. Nothing that waits is sent after it. */
  stop(): void
  /** Another answer beside the old, which is kept. Nothing while a run goes. */
  newVersion(messageId: MessageId, start: VersionStart, modelId?: string): void
  choose(messageId: MessageId, version: number): void
  unqueue(id: MessageId): void
  /** The chat has been given another title, which the server knows already. */
  retitle(title: string): void
  reconnect(): void
  /** Shows the turns before those that are shown. */
  loadEarlier(): void
  dismissFailure(): void
  dismissBufferingNotice(): void
}

export type ChatSession = ChatActions & {
  threadId: ThreadId
  subscribe(onChange: () => void): () => void
  getState(): ChatState
  /**
   * Gives a chat that was made with `isPreloaded` its thread, which came by another way than a request of its own. Where that is
   * nothing, the server is asked.
   */
  preload(thread: Promise<StoredThread | undefined>): void
}
