import type { RunRequest } from '@/lib/client/api/run-request'
import { sendStop } from '@/lib/client/api/send-stop'
import { wasBufferingDismissed } from '@/lib/client/connection/dismissed-notices'
import { openRun } from '@/lib/client/connection/open-run'
import type { Connection, RunUpdate } from '@/lib/client/connection/read-connection'
import { smoothSkew } from '@/lib/client/timing/clock-skew'
import { type AppError, toAppError } from '@/lib/protocol/error'
import type { MessageId, Ms, NumberedEvent, RunId } from '@/lib/protocol/event'
import { asInterrupted, asStopped, endRun } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { removeRun, replaceRun } from '@/lib/run-view/thread-edits'
import type { ChatContext } from './chat-options'
import type { LiveStop, QueuedMessage } from './chat-state'
import type { ChatStore } from './store'

/**
 * What was asked on this screen and started a run. If the server refuses it, a new question may be queued again, and an edited
 * one goes back to its writer.
 */
export type Asked = { request: RunRequest; message?: QueuedMessage; hasWaited?: true; edited?: string }

/** The run under way. */
export type FollowedRun = {
  runId: RunId
  turnId: MessageId
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

type FollowerOptions = {
  context: ChatContext
  store: ChatStore
  /** The run is over, so the next one may start. */
  onFinished(): void
  /** The server did not take what was asked, which is not in the thread any more. */
  onRefused(error: AppError, asked: Asked): void
  /** The run was interrupted; the server may go on from it by itself. */
  onInterrupted(run: FollowedRun): void
}

/** Reads the events of the run under way to its end, over as many connections as it takes, folds them into the thread, and stops it on request. */
export class Follower {
  readonly #options: FollowerOptions
  #run: FollowedRun | undefined
  #skew: Ms | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
  }

  /** The run under way, if there is one. */
  get run(): FollowedRun | undefined {
    return this.#run
  }

  /** The time on the server's clock, as far as its events have shown it. */
  serverNow(): Ms {
    return this.#options.context.now() + (this.#skew ?? 0)
  }

  /** Makes this the run under way. Reading it begins with `follow`. */
  adopt(run: Pick<FollowedRun, 'runId' | 'turnId' | 'view' | 'asked'>): void {
    const { runId, turnId, asked } = run
    this.#run = { ...run }
    const question = asked?.message?.question ?? asked?.edited
    const files = asked?.message?.files
    const live = { runId, turnId, ...(question !== undefined && { question }), ...(files && { files }) }
    this.#options.store.update((state) => ({ ...state, live, connection: { name: 'connecting' } }))
  }

  /** Reads the run under way, from the first event that is not known yet. */
  follow(): void {
    if (this.#run) void this.#follow(this.#run)
  }

  /** Stops reading when the chat is not shown any more. The run goes on. */
  unfollow(): void {
    this.#run?.reading?.abort()
  }

  async #follow(run: FollowedRun): Promise<void> {
    const { context, store } = this.#options
    const reading = new AbortController()
    run.reading?.abort()
    run.reading = reading
    delete run.isWithdrawn
    store.update((state) => ({ ...state, recording: 'ok' })) // Until the new connection says otherwise.
    const { baseUrl, fetch, now, schedule, onWake, isOnline, slots, visibility, transport } = context
    try {
      const updates = openRun({
        runId: run.runId,
        request: run.asked?.request,
        after: run.view.lastSeq,
        signal: reading.signal,
        ...{ baseUrl, fetch, now, schedule, onWake, isOnline, slots, visibility, transport },
      })
      for await (const update of updates) {
        if (reading.signal.aborted) return
        this.#onUpdate(run, update)
      }
      if (!reading.signal.aborted) this.#finish(run)
    } catch (thrown) {
      if (!reading.signal.aborted) this.#onFailure(run, toAppError(thrown))
    }
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
      case 'held-back':
        if (!wasBufferingDismissed()) store.update((state) => ({ ...state, heldBack: true }))
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
    run.view = events.reduce(reduceRun, run.view)
    const { runId, turnId, view } = run
    const newest = events.at(-1)
    // The clocks are compared afresh with each run, since either may have been set since the last one.
    if (events[0]?.type === 'RUN_STARTED' && !replayed) this.#skew = undefined
    if (newest && !replayed) this.#skew = smoothSkew(this.#skew, newest.timestamp - context.now())
    store.update((state) => ({
      ...state,
      clockSkewMs: this.#skew ?? 0,
      thread: replaceRun(state.thread, turnId, view),
      ...(replayed && { restored: { ...state.restored, [runId]: view.lastSeq } }),
    }))
    if (isEnded(view)) store.update(({ live: _over, ...state }) => ({ ...state, recording: 'ok' }))
    if (view.state.name === 'interrupted') onInterrupted(run)
  }

  /** Asks the server to end the run under way, which goes on until its events say that it has ended. False where there is nothing to ask. */
  stop(): boolean {
    const run = this.#run
    if (!run || this.#options.store.getState().live?.stop === 'asked') return false
    this.#showStop(run, 'asked')
    void this.#requestStop(run)
    return true
  }

  async #requestStop(run: FollowedRun): Promise<void> {
    const { context, store } = this.#options
    const { baseUrl, fetch, schedule, onWake } = context
    run.stopping?.abort()
    run.stopping = new AbortController()
    const { signal } = run.stopping
    this.#withdrawIfUnsent(run)
    const answer = await sendStop({
      ...{ runId: run.runId, baseUrl, fetch, schedule, onWake, signal },
      onUndelivered: () => this.#showStop(run, 'undelivered'),
      isUnsent: () => run.isWithdrawn === true,
    })
    if (signal.aborted) return
    if (answer === 'no-run') {
      this.#replace(run, asStopped(run.view, this.serverNow()))
      this.#finish(run)
      return
    }
    this.#showStop(run, answer === 'accepted' ? 'asked' : answer)
    // The request had arrived all the same, so the end of the run is read.
    if (answer === 'accepted' && run.isWithdrawn && store.subscribers > 0) void this.#follow(run)
  }

  #showStop(run: FollowedRun, stop: LiveStop): void {
    if (this.#run !== run) return
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
    const { view, asked, turnId, runId, stopping } = run
    this.#release(run)
    const neverBegan = view.lastSeq === 0
    if (asked && neverBegan && !stopping) {
      store.update((state) => ({ ...state, thread: removeRun(state.thread, turnId, runId) }))
      onRefused(error, asked)
    } else {
      // What was refused never ran, and was stopped meanwhile.
      const isUnwanted = asked && neverBegan
      const ended = isUnwanted ? asStopped(view, this.serverNow()) : toFailed(view, error, this.serverNow())
      this.#replace(run, ended)
      if (ended.state.name === 'interrupted') onInterrupted(run)
      onFinished()
    }
    store.notify()
  }

  #replace({ turnId }: FollowedRun, view: RunView): void {
    this.#options.store.update((state) => ({ ...state, thread: replaceRun(state.thread, turnId, view) }))
  }

  #release(run: FollowedRun): void {
    run.stopping?.abort()
    this.#run = undefined
    this.#options.store.update(({ live: _over, ...state }) => ({ ...state, connection: { name: 'open' }, recording: 'ok' }))
  }
}

const toFailed = (view: RunView, { code, message, retryable }: AppError, at: Ms): RunView =>
  code === 'interrupted'
    ? asInterrupted(view, at, message)
    : endRun(view, at, { name: 'failed', code, message, retryable, reference: '' })
