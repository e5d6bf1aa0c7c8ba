import type { Owner, RunKey } from '@/lib/db/run-queries'
import { AppError } from '@/lib/protocol/error'
import type { Ms, RunId, ThreadId } from '@/lib/protocol/event'
import type { GroupCommit, ProducedRun } from './journal'
import { RunLog } from './run-log'

/** A run that this process is producing. */
export type LiveRun = {
  log: RunLog
  /** Whose conversation it is in, and which. */
  thread: { owner: Owner; threadId: ThreadId }
  /** Aborted by Stop, by the deadline, or when nobody reads a run that was not asked to outlive its reader. */
  signal: AbortSignal
  /** Settles when the run has ended, all of it is kept, and its traces have left; never rejects. */
  finished: Promise<void>
}

/** A run that is to be started, and by what it is executed. */
export type StartOptions = Omit<ProducedRun, 'onLost'> & {
  runId: RunId
  now: () => Ms
  thread: LiveRun['thread']
  /** The client says itself when it wants to stop; a reader that leaves means nothing. */
  detach: boolean
  deadlineMs: Ms
  deadlineError: () => AppError
  execute: (log: RunLog, signal: AbortSignal) => Promise<void>
}

/** Where the runs are kept, and how long one that nobody reads goes on. */
export type RegistryOptions = {
  journal: Pick<GroupCommit, 'journalOf'>
  /**
   * How long a run that is not detached goes on without a reader: its client has hung up, which is all that it can do to stop.
   */
  unreadMs?: Ms
}

type Entry = LiveRun & { controller: AbortController; detach: boolean; readers: number; unread?: NodeJS.Timeout | undefined }

/** The reason of a Stop. It is no `AppError`, by which the executor tells it from all else that ends a run early. */
const stoppedByPerson = 'stopped'

/** The runs alive in this process: starts them, finds them, stops them. */
export class RunRegistry {
  readonly #live = new Map<RunKey, Entry>()
  /** Runs that are this process's and are not alive yet, or only being ended. */
  readonly #held = new Set<RunKey>()
  readonly #options: RegistryOptions

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  get(key: RunKey): LiveRun | undefined {
    return this.#live.get(key)
  }

  /** The runs alive now. */
  keys(): RunKey[] {
    return [...this.#live.keys()]
  }

  /** The runs that are this process's: those alive, and those that are held. It never takes one of them over. */
  ownKeys(): RunKey[] {
    return [...new Set([...this.#live.keys(), ...this.#held])]
  }

  /** Makes a run this process's own until the returned function is called. */
  hold(key: RunKey): () => void {
    this.#held.add(key)
    return () => void this.#held.delete(key)
  }

  /** The conversations whose run has ended here while the database cannot be told: it has them as running. */
  endedUnkept(owner: Owner): ReadonlySet<ThreadId> {
    const ended = [...this.#live.values()].filter(({ log, thread }) => log.ended && thread.owner === owner)
    return new Set(ended.map(({ thread }) => thread.threadId))
  }

  start(options: StartOptions): LiveRun {
    const { key, detach } = options
    const controller = new AbortController()
    const log = this.#openLog(options, () => controller.abort(new AppError('interrupted')))
    const deadline = setTimeout(() => controller.abort(options.deadlineError()), options.deadlineMs)
    const finished = this.#ending(options, log, controller.signal).finally(() => {
      clearTimeout(deadline)
      clearTimeout(this.#live.get(key)?.unread)
      this.#live.delete(key)
    })
    const entry: Entry = { log, thread: options.thread, signal: controller.signal, finished, controller, detach, readers: 0 }
    this.#live.set(key, entry)
    return entry
  }

  #openLog({ key, epoch, endingOf, runId, now }: StartOptions, onLost: () => void): RunLog {
    const { journal } = this.#options
    return new RunLog({ runId, journal: journal.journalOf({ key, epoch, endingOf, onLost }), now })
  }

  /** A run whose `execute` broke its promise not to reject still gets its end, so that its readers do not wait for ever. */
  async #ending({ execute }: StartOptions, log: RunLog, signal: AbortSignal): Promise<void> {
    try {
      await execute(log, signal)
    } catch (error) {
      log.fail(error)
    }
    // One that is not kept yet can be found here and nowhere else.
    await log.settled()
  }

  /** True when the run was alive here. Stopping twice is stopping once. */
  stop(key: RunKey): boolean {
    const run = this.#live.get(key)
    run?.controller.abort(stoppedByPerson)
    return run !== undefined && !run.log.ended
  }

  /** This process ends: whoever takes over goes on from what is kept. */
  interruptAll(): void {
    for (const { controller } of this.#live.values()) controller.abort(new AppError('interrupted'))
  }

  /** Gives a run up that another process produces by now. */
  lose(key: RunKey): void {
    const run = this.#live.get(key)
    run?.log.abandon()
    run?.controller.abort(new AppError('interrupted'))
  }

  /** Counts a reader in; the returned function counts it out. */
  join(key: RunKey): () => void {
    const run = this.#live.get(key)
    if (!run) return () => {}
    run.readers += 1
    clearTimeout(run.unread)
    return () => {
      run.readers -= 1
      if (run.readers > 0 || run.detach || !this.#live.has(key)) return
      run.unread = setTimeout(() => this.stop(key), this.#options.unreadMs ?? 300)
      run.unread.unref()
    }
  }
}
