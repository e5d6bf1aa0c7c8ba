import { sendStop } from '@/lib/client/api/send-stop'
import { wasBufferingDismissed } from '@/lib/client/connection/dismissed-notices'
import { openRun } from '@/lib/client/connection/open-run'
import { browserVisibility } from '@/lib/client/connection/page-visibility'
import type { Connection, RunUpdate } from '@/lib/client/connection/read-connection'
import { browserSlots } from '@/lib/client/connection/stream-slots'
import { browserTransport } from '@/lib/client/connection/transport'
import { smoothSkew } from '@/lib/client/timing/clock-skew'
import { type AppError, toAppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { asInterrupted, asStopped, endRun } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { removeRun, replaceRun } from '@/lib/run-view/thread-edits'
import type { LiveStop } from './chat-state'
import { type FollowedRun, type FollowerOptions, type Following, renewReading } from './followed-run'

/** Reads the events of the run under way to its end, over as many connections as it takes, folds them into the thread, and stops it on request. */
export class RunReader {
  readonly #options: FollowerOptions
  readonly #following: Following

  constructor(options: FollowerOptions, following: Following) {
    this.#options = options
    this.#following = following
  }

  /** Reads to the end of the run, or until `signal` is aborted. Never rejects. */
  async read(run: FollowedRun, signal: AbortSignal): Promise<void> {
    const { baseUrl, fetch, now, schedule, onWake, isOnline, ...given } = this.#options.context
    const { slots = browserSlots, visibility = browserVisibility, transport = browserTransport } = given
    try {
      const updates = openRun({
        runId: run.runId,
        request: run.asked?.request,
        after: run.view.lastSeq,
        ...{ signal, baseUrl, fetch, now, schedule, onWake, isOnline, slots, visibility, transport },
      })
      for await (const update of updates) {
        if (signal.aborted) return
        this.#onUpdate(run, update)
      }
      if (!signal.aborted) this.#finish(run)
    } catch (thrown) {
      if (!signal.aborted) this.#onFailure(run, toAppError(thrown))
    }
  }

  /** Asks the server to end the run until it has answered, or until `signal` is aborted. Never rejects. */
  async stop(run: FollowedRun, signal: AbortSignal): Promise<void> {
    const { context, store } = this.#options
    const { baseUrl, fetch, schedule, onWake } = context
    this.#withdrawIfUnsent(run)
    const answer = await sendStop({
      ...{ runId: run.runId, baseUrl, fetch, schedule, onWake, signal },
      onUndelivered: () => this.#showStop(run, 'undelivered'),
      isUnsent: () => run.isWithdrawn === true,
    })
    if (signal.aborted) return
    if (answer === 'no-run') {
      this.#replace(run, asStopped(run.view, this.#serverNow()))
      this.#finish(run)
      return
    }
    this.#showStop(run, answer === 'accepted' ? 'asked' : answer)
    // The request had arrived all the same, so the end of the run is read.
    if (answer === 'accepted' && run.isWithdrawn && store.subscribers > 0) void this.read(run, renewReading(run, store))
  }

  #onUpdate(run: FollowedRun, update: RunUpdate): void {
    const { store } = this.#options
    switch (update.name) {
      case 'connection':
        this.#onConnection(run, update.connection)
        break
      case 'recording':
        store.update((state) => ({ ...state, recording: update.recording }))
        break
      case 'buffered':
        if (!wasBufferingDismissed()) store.update((state) => ({ ...state, isBuffered: true }))
        break
      case 'events':
        this.#onEvents(run, update.events, update.replayed)
    }
  }

  #onConnection(run: FollowedRun, connection: Connection): void {
    this.#options.store.update((state) => ({ ...state, connection }))
    this.#withdrawIfUnsent(run)
  }

  #onEvents(run: FollowedRun, events: NumberedEvent[], replayed: boolean): void {
    const { context, store, onInterrupted } = this.#options
    const following = this.#following
    run.view = events.reduce(reduceRun, run.view)
    const { runId, messageId, view } = run
    const newest = events.at(-1)
    // The clocks are compared afresh with each run, since either may have been set since the last one.
    if (events[0]?.type === 'RUN_STARTED' && !replayed) following.skewMs = undefined
    if (newest && !replayed) following.skewMs = smoothSkew(following.skewMs, newest.timestamp - context.now())
    store.update((state) => ({
      ...state,
      clockSkewMs: following.skewMs ?? 0,
      thread: replaceRun(state.thread, messageId, view),
      ...(replayed && { restored: { ...state.restored, [runId]: view.lastSeq } }),
    }))
    if (isEnded(view)) store.update(({ live: _over, ...state }) => ({ ...state, recording: 'ok' }))
    if (view.state.name === 'interrupted') onInterrupted(run)
  }

  #showStop(run: FollowedRun, stop: LiveStop): void {
    if (this.#following.run !== run) return
    this.#options.store.update((state) => (state.live ? { ...state, live: { ...state.live, stop } } : state))
  }

  /** A question that is stopped before the server has answered is not sent again; whether there is a run is asked first. */
  #withdrawIfUnsent(run: FollowedRun): void {
    const { store } = this.#options
    const { name } = store.getState().connection
    const isUnsent = run.view.lastSeq === 0 && (name === 'reconnecting' || name === 'offline')
    if (!run.stopping || !isUnsent) return
    run.isWithdrawn = true
    run.reading?.abort()
    store.update((state) => ({ ...state, connection: { name: 'connecting' } }))
  }

  #finish(run: FollowedRun): void {
    this.#release(run)
    this.#options.onFinished()
  }

  /** The run cannot be read to its end: it was refused, or the server no longer knows it. */
  #onFailure(run: FollowedRun, error: AppError): void {
    const { store, onFinished, onInterrupted, onRefused } = this.#options
    const { view, asked, messageId, runId, stopping } = run
    this.#release(run)
    const neverBegan = view.lastSeq === 0
    if (asked && neverBegan && !stopping) {
      store.update((state) => ({ ...state, thread: removeRun(state.thread, messageId, runId) }))
      onRefused(error, asked)
    } else {
      // What was refused never ran, and was stopped meanwhile.
      const isUnwanted = asked && neverBegan
      const ended = isUnwanted ? asStopped(view, this.#serverNow()) : toFailed(view, error, this.#serverNow())
      this.#replace(run, ended)
      if (ended.state.name === 'interrupted') onInterrupted(run)
      onFinished()
    }
    store.notify()
  }

  #replace({ messageId }: FollowedRun, view: RunView): void {
    this.#options.store.update((state) => ({ ...state, thread: replaceRun(state.thread, messageId, view) }))
  }

  #release(run: FollowedRun): void {
    run.stopping?.abort()
    this.#following.run = undefined
    this.#options.store.update(({ live: _over, ...state }) => ({ ...state, connection: { name: 'open' }, recording: 'ok' }))
  }

  #serverNow(): Ms {
    return this.#options.context.now() + (this.#following.skewMs ?? 0)
  }
}

const toFailed = (view: RunView, { code, message, retryable }: AppError, at: Ms): RunView =>
  code === 'interrupted'
    ? asInterrupted(view, at, message)
    : endRun(view, at, { name: 'failed', code, message, retryable, reference: '' })
