import type { RunId } from '@/lib/protocol/event'

/**
 * What the tabs of this browser know of each other's runs: a run is held by a Web Lock while its tab makes it, so that
 * any tab can tell one that goes on from one whose page was closed; a `BroadcastChannel` says that it was saved, or that
 * it is to be stopped. Web Locks are there on https and localhost; elsewhere each tab knows only its own runs.
 */
const lockOf = (runId: RunId): string => `unfold-run-${runId}`

type Message = { kind: 'changed' | 'stop'; runId: RunId }

/** A run whose tab was closed says nothing more, so a waiting tab checks again after this. */
const lookAgainMs = 1000

class Tabs {
  readonly #channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('unfold-runs')

  /** Holds a run until it has ended. */
  async hold(runId: RunId, finished: Promise<void>): Promise<void> {
    await navigator.locks?.request(lockOf(runId), () => finished)
  }

  /** True while some tab makes this run. */
  async has(runId: RunId): Promise<boolean> {
    const held = (await navigator.locks?.query())?.held ?? []
    return held.some(({ name }) => name === lockOf(runId))
  }

  changed(runId: RunId): void {
    this.#channel?.postMessage({ kind: 'changed', runId } satisfies Message)
  }

  stop(runId: RunId): void {
    this.#channel?.postMessage({ kind: 'stop', runId } satisfies Message)
  }

  onStop(stop: (runId: RunId) => void): void {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => data.kind === 'stop' && stop(data.runId))
  }

  /** Resolves when another tab has saved this run, when it is time to check again, or on abort. */
  async nextChange(runId: RunId, signal: AbortSignal): Promise<void> {
    const done = new AbortController()
    const either = AbortSignal.any([signal, done.signal])
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookAgainMs)
      either.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => data.runId === runId && resolve(), {
        signal: either,
      })
    })
    done.abort()
  }
}

/** The other tabs of this browser, for the whole page: it has one channel to them. */
export const elsewhere = new Tabs()
