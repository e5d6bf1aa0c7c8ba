import { pause } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'
import { type FollowedRun, type FollowerOptions, type Following, renewReading } from './followed-run'
import { loadRunCode } from './lazy-run-code'
import type { RunReader } from './run-reader'

/** How long to wait before code that could not be loaded is asked for again; twice as long each time, up to the last. */
const firstReloadMs = 1_000
const lastReloadMs = 15_000

/** Holds the run under way. Reading it to its end and stopping it is the work of a `RunReader`, whose code comes after the page. */
export class Follower {
  readonly #options: FollowerOptions
  readonly #following: Following = {}
  #reader: Promise<RunReader> | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
  }

  /** The run under way, if there is one. */
  get run(): FollowedRun | undefined {
    return this.#following.run
  }

  /** The time on the server's clock, as far as its events have shown it. */
  serverNow(): Ms {
    return this.#options.context.now() + (this.#following.skewMs ?? 0)
  }

  /** Makes this the run under way. Reading it begins with `follow`. */
  adopt(run: Pick<FollowedRun, 'runId' | 'messageId' | 'view' | 'asked'>): void {
    const { runId, messageId, asked } = run
    this.#following.run = { ...run }
    const question = asked?.message?.question ?? asked?.edited
    const files = asked?.message?.files
    const live = { runId, messageId, ...(question !== undefined && { question }), ...(files && { files }) }
    this.#options.store.update((state) => ({ ...state, live, connection: { name: 'connecting' } }))
  }

  /** Reads the run under way, from the first event that is not known yet. */
  follow(): void {
    const { run } = this.#following
    if (!run) return
    const signal = renewReading(run, this.#options.store)
    void this.#loadReader().then((reader) => reader.read(run, signal))
  }

  /** Stops reading when the chat is not shown any more. The run goes on. */
  unfollow(): void {
    this.#following.run?.reading?.abort()
  }

  /** Asks the server to end the run under way, which goes on until its events say that it has ended. False where there is nothing to ask. */
  stop(): boolean {
    const { run } = this.#following
    const { store } = this.#options
    if (!run || store.getState().live?.stop === 'asked') return false
    store.update((state) => (state.live ? { ...state, live: { ...state.live, stop: 'asked' } } : state))
    run.stopping?.abort()
    run.stopping = new AbortController()
    const { signal } = run.stopping
    void this.#loadReader().then((reader) => reader.stop(run, signal))
    return true
  }

  #loadReader(): Promise<RunReader> {
    this.#reader ??= this.#createReader()
    return this.#reader
  }

  /** Tries until the code is there. A run that waits for it is shown as one that waits for the network, which it does. */
  async #createReader(): Promise<RunReader> {
    const { context, store } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      const code = await loadRunCode().catch(() => undefined)
      if (code) return new code.RunReader(this.#options, this.#following)
      const reloadMs = Math.min(lastReloadMs, firstReloadMs * 2 ** (attempt - 1))
      if (this.#following.run) {
        const { now, isOnline } = context
        const retry = { name: 'reconnecting', retryAt: now() + reloadMs, attempt } as const
        store.update((state) => ({ ...state, connection: isOnline() ? retry : { name: 'offline' } }))
      }
      await pause(reloadMs, context)
    }
  }
}
