import type { OnWake, Schedule } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'

/** The server sends a comment every 15 s, so a connection that is silent for longer than two of them and a bit is lost. */
export const silenceMs = 40_000
/** A connection that was silent for this long is not trusted when the tab is shown again. */
const doubtMs = 20_000

type Watch = { schedule: Schedule; now: () => Ms; onWake?: OnWake | undefined; signal?: AbortSignal | undefined }

/** One connection, given up when it is silent for too long or the reader leaves. */
export class Heartbeat {
  readonly #controller = new AbortController()
  readonly #cleanUp: (() => void)[] = []
  readonly #watch: Watch
  #beatAt: Ms
  #cancelWatchdog: () => void = () => undefined

  constructor(watch: Watch) {
    const { now, onWake, signal } = watch
    this.#watch = watch
    this.#beatAt = now()
    this.#watchFor(silenceMs)
    if (signal?.aborted) this.giveUp()
    signal?.addEventListener('abort', this.giveUp)
    this.#cleanUp.push(() => signal?.removeEventListener('abort', this.giveUp))
    const unsubscribe = onWake?.(() => now() - this.#beatAt > doubtMs && this.giveUp())
    if (unsubscribe) this.#cleanUp.push(unsubscribe)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something has come. */
  beat(): void {
    this.#beatAt = this.#watch.now()
  }

  readonly giveUp = (): void => this.#controller.abort()

  close(): void {
    this.#cancelWatchdog()
    for (const cleanUp of this.#cleanUp) cleanUp()
    this.giveUp()
  }

  /** One timer that checks when it fires, rather than one set anew for every chunk. */
  #watchFor(ms: Ms): void {
    this.#cancelWatchdog = this.#watch.schedule(ms, () => {
      const leftMs = silenceMs - (this.#watch.now() - this.#beatAt)
      if (leftMs > 0) this.#watchFor(leftMs)
      else this.giveUp()
    })
  }
}
