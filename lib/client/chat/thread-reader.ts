import { readThread } from '@/lib/client/api/read-thread'
import { toAppError } from '@/lib/protocol/error'
import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import { isEnded, type RunView } from '@/lib/run-view/state'
import type { StoredThread, ThreadView } from '@/lib/run-view/thread-view'
import type { ChatContext } from './chat-options'
import type { FollowedRun } from './followed-run'
import type { Follower } from './follower'
import { loadRunCode, type RunCode } from './lazy-run-code'
import type { ChatStore } from './store'

type ThreadReaderOptions = {
  context: ChatContext
  store: ChatStore
  follower: Follower
  /** The thread is known already, or there is none to read. */
  isRead: boolean
  /** It comes by `preload`. */
  isPreloaded: boolean
  /** The thread was read and no run is under way, so what waits may be sent. */
  onIdle(): void
}

/** A thread as its events, and as a person sees it, with the code that puts it beside what is shown. */
type FoundThread = { stored: StoredThread; read: ThreadView } & Pick<RunCode, 'addEarlier' | 'renewThread'>

/** How long the page may take to bring its turns, once its code runs, before the server is asked for them. */
export const preloadMs = 12_000
const rereadMs = 5_000
/** The gaps between polls for a run that continues one which was interrupted. */
const pollMs = [300, 700, 2_000]

/** Reads the stored thread: at first, anew when it may have changed elsewhere, and its older turns. A run under way in it is followed. */
export class ThreadReader {
  readonly #options: ThreadReaderOptions
  #isRead: boolean
  #preloaded: Promise<StoredThread | undefined> | undefined
  #resolvePreloaded: (thread: Promise<StoredThread | undefined>) => void = () => undefined
  #reading: AbortController | undefined
  #readingEarlier: AbortController | undefined
  #cancelRetry: (() => void) | undefined
  #cancelPoll: () => void = () => undefined
  readonly #polledFor = new Set<RunId>()

  constructor(options: ThreadReaderOptions) {
    this.#options = options
    this.#isRead = options.isRead
    if (!options.isPreloaded) return
    this.#preloaded = new Promise((resolve) => {
      this.#resolvePreloaded = resolve
    })
  }

  /** The thread was read once, or does not exist. */
  get isRead(): boolean {
    return this.#isRead
  }

  /** The thread is left alone until it is read again. */
  get isWaiting(): boolean {
    return this.#cancelRetry !== undefined
  }

  /** The first reading waits for this thread in place of asking the server for it; anything later is older than what is shown. */
  preload(thread: Promise<StoredThread | undefined>): void {
    this.#resolvePreloaded(thread.catch(() => undefined)) // The page broke off before it came.
  }

  async read(): Promise<void> {
    const { store, follower, onIdle } = this.#options
    const reading = this.#renewReading()
    store.update(({ failure: _again, ...state }) => ({ ...state, loading: !this.#isRead }))
    try {
      const found = await this.#fold((await this.#takePreloaded()) ?? (await this.#fetch(reading.signal)))
      if (reading.signal.aborted) return
      this.#isRead = true
      this.#show(found)
      if (follower.run) follower.follow()
      else onIdle()
    } catch (thrown) {
      if (reading.signal.aborted) return
      if (this.#isRead) return this.readLater(rereadMs)
      const { code, message } = toAppError(thrown)
      // There is nothing to read again; a question may be asked under this id all the same.
      if (code === 'not-found') this.#isRead = true
      store.update((state) => ({ ...state, loading: false, failure: { code, message } }))
    } finally {
      if (this.#reading === reading) this.#reading = undefined
    }
  }

  /**
   * Another tab or device may have asked something in the meantime: what is new is shown, and a run under way is joined.
   * Nobody asked for this, so a failure is silent; the next time the tab is shown it is tried again.
   */
  async refresh(): Promise<void> {
    const { context, store, follower } = this.#options
    const isSettled = this.#isRead && !follower.run && !this.isWaiting && store.getState().thread.turns.length > 0
    if (!isSettled || this.#reading || !context.isOnline()) return
    const reading = this.#renewReading()
    try {
      const found = await this.#fold(await this.#fetch(reading.signal))
      if (reading.signal.aborted) return
      this.#show(found)
      follower.follow()
    } catch {
      // What is shown stays, as said above.
    } finally {
      if (this.#reading === reading) this.#reading = undefined
    }
  }

  /** Leaves the thread alone for `ms`, and again for as long as `isDue` says false, then reads it. */
  readLater(ms: Ms, isDue?: () => Promise<boolean>): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.context.schedule(ms, async () => {
      const isOver = isDue ? await isDue() : true
      if (this.#options.store.subscribers === 0) return
      this.#cancelRetry = undefined
      if (isOver) void this.read()
      else this.readLater(ms, isDue)
    })
  }

  readEarlier(): void {
    const { thread } = this.#options.store.getState()
    const [first] = thread.turns
    if (first && thread.earlier > 0 && !this.#readingEarlier) void this.#readEarlier(first.messageId)
  }

  /**
   * A server that comes back goes on by itself from a run that it interrupted, where nothing stands against that: the
   * new version is found, shown and followed.
   */
  pollForNext(run: Pick<FollowedRun, 'runId' | 'messageId'>): void {
    // Once for each run: one that is read again as it was would be polled for without end.
    if (this.#polledFor.has(run.runId)) return
    this.#polledFor.add(run.runId)
    this.#poll(run, pollMs)
  }

  /** Drops what is being read, since it would not know of a run that begins now. */
  abort(): void {
    this.#reading?.abort()
    this.#reading = undefined
  }

  /** Ends all reading and waiting. */
  close(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#cancelPoll()
    this.abort()
    this.#readingEarlier?.abort()
  }

  #renewReading(): AbortController {
    this.#reading?.abort()
    this.#reading = new AbortController()
    return this.#reading
  }

  /** Shows a thread as the server has it. Its run under way, if there is one, becomes the one to follow. */
  #show({ stored, read, renewThread }: FoundThread): void {
    const before = this.#options.store.getState().thread
    const seen = runsOf(before)
    this.#replaceThread(seen.size > 0 ? renewThread(before, read) : read, seen)
    this.#adoptFrom(stored)
  }

  async #fold(stored: StoredThread): Promise<FoundThread> {
    const { toThreadView, addEarlier, renewThread } = await loadRunCode()
    return { stored, read: toThreadView(stored), addEarlier, renewThread }
  }

  /** It gets old, so it is taken once. A page whose connection died without a word never brings it, so it is not waited for without end. */
  async #takePreloaded(): Promise<StoredThread | undefined> {
    const preloaded = this.#preloaded
    this.#preloaded = undefined
    if (!preloaded) return undefined
    let cancel = (): void => undefined
    const late = new Promise<undefined>((resolve) => {
      cancel = this.#options.context.schedule(preloadMs, () => resolve(undefined))
    })
    const thread = await Promise.race([preloaded, late])
    cancel()
    return thread
  }

  #fetch(signal: AbortSignal, before?: MessageId): Promise<StoredThread> {
    const { threadId, baseUrl, fetch } = this.#options.context
    return readThread({ threadId, ...(before && { before }), baseUrl, fetch, signal })
  }

  #replaceThread(thread: ThreadView, seen: ReadonlySet<RunView>): void {
    const { store } = this.#options
    const restored = { ...store.getState().restored }
    for (const run of runsOf(thread)) if (!seen.has(run)) restored[run.runId] = run.lastSeq
    store.update((state) => ({ ...state, thread, restored, loading: false }))
  }

  #adoptFrom(stored: StoredThread): void {
    const { store, follower } = this.#options
    const shown = [...runsOf(store.getState().thread)]
    for (const turn of stored.turns) {
      const going = turn.runs.find((run) => !run.ended)
      const view = going && shown.find((run) => run.runId === going.runId)
      if (going && view && !isEnded(view)) follower.adopt({ runId: going.runId, messageId: turn.messageId, view })
    }
  }

  async #readEarlier(before: MessageId): Promise<void> {
    const { store, follower } = this.#options
    const reading = new AbortController()
    this.#readingEarlier = reading
    store.update((state) => ({ ...state, earlier: 'loading' }))
    let hasFailed = false
    try {
      const { stored, read, addEarlier } = await this.#fold(await this.#fetch(reading.signal, before))
      const { thread } = store.getState()
      // Another page may be shown by now, read anew after a long time.
      if (!reading.signal.aborted && thread.turns[0]?.messageId === before) {
        this.#replaceThread(addEarlier(thread, read), runsOf(thread))
        if (!follower.run) this.#adoptFrom(stored)
        if (follower.run && !follower.run.reading) follower.follow()
      }
    } catch {
      hasFailed = !reading.signal.aborted
    }
    this.#readingEarlier = undefined
    store.update(({ earlier: _over, ...state }) => (hasFailed ? { ...state, earlier: 'failed' } : state))
  }

  #poll(run: Pick<FollowedRun, 'runId' | 'messageId'>, [waitMs, ...later]: Ms[]): void {
    this.#cancelPoll()
    if (waitMs === undefined) return
    const { context, store } = this.#options
    this.#cancelPoll = context.schedule(waitMs, async () => {
      await this.refresh()
      const turn = store.getState().thread.turns.find(({ messageId }) => messageId === run.messageId)
      if (store.subscribers > 0 && turn?.versions.at(-1)?.runId === run.runId) this.#poll(run, later)
    })
  }
}

const runsOf = ({ turns }: ThreadView): Set<RunView> => new Set(turns.flatMap((turn) => turn.versions))
