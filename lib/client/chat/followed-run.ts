import type { RunRequest } from '@/lib/client/api/run-request'
import type { AppError } from '@/lib/protocol/error'
import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'
import type { ChatContext } from './chat-options'
import type { QueuedMessage } from './chat-state'
import type { ChatStore } from './store'

/**
 * What was asked on this screen and started a run. If the server refuses it, a new question may be queued again, and an edited
 * one goes back to its writer.
 */
export type Asked = { request: RunRequest; message?: QueuedMessage; hasWaited?: true; edited?: string }

/** The run under way. */
export type FollowedRun = {
  runId: RunId
  messageId: MessageId
  view: RunView
  /** What started it here; a run that was found in the thread has none. */
  asked?: Asked
  /** Aborted to stop reading; the run itself goes on. */
  reading?: AbortController
  /** It was stopped before the server had answered, and its request has not been sent again since. */
  isWithdrawn?: true
  /** Present once a person has stopped it; aborted when the server need not be asked any more. */
  stopping?: AbortController
}

export type FollowerOptions = {
  context: ChatContext
  store: ChatStore
  /** The run is over, so the next one may start. */
  onFinished(): void
  /** The server did not take what was asked, which is not in the thread any more. */
  onRefused(error: AppError, asked: Asked): void
  /** The run was interrupted; the server may go on from it by itself. */
  onInterrupted(run: FollowedRun): void
}

/** What a follower and its reader both change: the run under way, if there is one, and the server's clock minus ours. */
export type Following = { run?: FollowedRun | undefined; skewMs?: Ms | undefined }

/** Ends the reading of a run that may be going on, and returns the signal of the one that takes its place. */
export const renewReading = (run: FollowedRun, store: ChatStore): AbortSignal => {
  run.reading?.abort()
  run.reading = new AbortController()
  delete run.isWithdrawn
  store.update((state) => ({ ...state, recording: 'ok' })) // Until the new connection says otherwise.
  return run.reading.signal
}
