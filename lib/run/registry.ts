import type { AppError } from '@/lib/protocol/error'
import type { Ms, RunId, ThreadId } from '@/lib/protocol/event'
import { type Journal, RunLog } from './run-log'

/** A run that this process is producing. */
export type LiveRun = {
  log: RunLog
  threadId: ThreadId
  /** Aborted by Stop, by the deadline, or when nobody reads a run that was not asked to outlive its reader. */
  signal: AbortSignal
  /** Settles when the run has ended and its traces have left; never rejects. */
  finished: Promise<void>
}

export type StartOptions = {
  runId: RunId
  threadId: ThreadId
  /** The client says itself when it wants to stop; a reader that leaves means nothing. */
  detach: boolean
  deadlineMs: Ms
  deadlineError: () => AppError
  execute: (log: RunLog, signal: AbortSignal) => Promise<void>
}

export type RegistryOptions = {
  journal: Journal
  now: () => Ms
  /** How long a run that is not detached goes on without a reader. */
  unreadMs?: Ms
}

type Entry = LiveRun & { controller: AbortController; detach: boolean; readers: number; unread?: NodeJS.Timeout | undefined }

const stoppedByPerson = 'stopped'

/** The runs alive in this process: starts them, finds them, stops them. */
export class RunRegistry {
  readonly #live = new Map<RunId, Entry>()
  readonly #journal: Journal
  readonly #now: () => Ms
  readonly #unreadMs: Ms

  constructor(options: RegistryOptions) {
    this.#journal = options.journal
    this.#now = options.now
    this.#unreadMs = options.unreadMs ?? 10_000
  }

  get(runId: RunId): LiveRun | undefined {
    return this.#live.get(runId)
  }

  start(options: StartOptions): LiveRun {
    const { runId, threadId, detach } = options
    const log = new RunLog({ runId, journal: this.#journal, now: this.#now })
    const controller = new AbortController()
    const deadline = setTimeout(() => controller.abort(options.deadlineError()), options.deadlineMs)
    const finished = this.#ending(options, log, controller.signal).finally(() => {
      clearTimeout(deadline)
      clearTimeout(this.#live.get(runId)?.unread)
      this.#live.delete(runId)
    })
    const entry: Entry = { log, threadId, signal: controller.signal, finished, controller, detach, readers: 0 }
    this.#live.set(runId, entry)
    return entry
  }

  /** A run whose `execute` broke its promise not to reject still gets its end, so that its readers do not wait for ever. */
  async #ending({ execute }: StartOptions, log: RunLog, signal: AbortSignal): Promise<void> {
    try {
      await execute(log, signal)
    } catch (error) {
      log.fail(error)
    }
  }

  /** True when the run was alive. Stopping twice is stopping once. */
  stop(runId: RunId): boolean {
    const run = this.#live.get(runId)
    run?.controller.abort(stoppedByPerson)
    return run !== undefined && !run.log.ended
  }

  /** Counts a reader in; the returned function counts it out. */
  join(runId: RunId): () => void {
    const run = this.#live.get(runId)
    if (!run) return () => {}
    run.readers += 1
    clearTimeout(run.unread)
    return () => {
      run.readers -= 1
      if (run.readers > 0 || run.detach || !this.#live.has(runId)) return
      run.unread = setTimeout(() => this.stop(runId), this.#unreadMs)
      run.unread.unref()
    }
  }
}
