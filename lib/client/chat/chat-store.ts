import { nanoid } from 'nanoid'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { keepChoice } from '@/lib/client/api/keep-choice'
import { keepsQuestions } from '@/lib/client/api/keeps-questions'
import { readThread } from '@/lib/client/api/read-thread'
import { stopRun } from '@/lib/client/api/request-stop'
import { type Ask, type RunRequest, toRunRequest } from '@/lib/client/api/run-request'
import { wasToldHeldBack } from '@/lib/client/connection/dismissed-notices'
import { openRun } from '@/lib/client/connection/open-run'
import { browserSight, type Sight } from '@/lib/client/connection/page-visibility'
import type { Connection } from '@/lib/client/connection/run-news'
import { browserSlots, type StreamSlots } from '@/lib/client/connection/stream-slots'
import { browserTransport, type Transport } from '@/lib/client/connection/transport'
import { isBrowserOnline, onBrowserWake } from '@/lib/client/timing/browser-wake'
import { smoothSkew } from '@/lib/client/timing/clock-skew'
import { createFrameGate, type OnFrame, onAnimationFrame } from '@/lib/client/timing/on-frame'
import { type OnWake, type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import { type AppError, type ErrorCode, toAppError } from '@/lib/protocol/error'
import type { MessageId, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { type RunSeed, seededRun } from '@/lib/run-view/branch-point'
import { asInterrupted, asStopped, endRun } from '@/lib/run-view/reduce/end-run'
import { emptyRun, reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { isEnded, type RunView } from '@/lib/run-view/run-view'
import { addEarlier, addTurn, addVersion, chooseVersion, removeRun, renewThread, replaceRun } from '@/lib/run-view/thread-edits'
import { type StoredThread, shownRun, type ThreadView, toThreadView } from '@/lib/run-view/thread-view'
import type { Chat, ChatState, LiveStop, QueuedMessage } from './chat-state'
import { readEffort } from './effort'
import { toNewVersion, type VersionStart } from './new-version'

export type ChatOptions = {
  threadId: ThreadId
  /** Nothing is stored under this id yet, so there is nothing to read. */
  isNew: boolean
  /** The thread, where it is known already. */
  initial?: StoredThread
  /** Where the app is, for readers outside of its pages. */
  baseUrl?: string
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onFrame?: OnFrame
  onWake?: OnWake
  isOnline?: () => boolean
  slots?: StreamSlots
  sight?: Sight
  transport?: Transport
}

/** A chat outside of React. It does nothing until it is first subscribed to, so it may be made while rendering. */
export const createChat = (options: ChatOptions): Chat => new ChatStore(options)

/** The run under way, which is being read. */
type Following = {
  runId: RunId
  turnId: MessageId
  view: RunView
  /** What started it here; a run that was found in the thread has none. */
  asked?: Asked
  line?: AbortController
  /** Stopped before anybody had heard of it, and not sent again since. */
  isHeldBack?: true
  /** Of the requests to stop it, once it is to be. */
  stopping?: AbortController
}

/** A new question may be queued again; the words of one that was edited go back to their writer. */
type Asked = { request: RunRequest; question?: QueuedMessage; hasWaited?: true; edited?: string }

/** How long to wait before a thread that is busy elsewhere is tried again. */
const BUSY_RETRY_MS = 1_000
const REREAD_MS = 5_000
/** How often a server that cannot keep anything is asked whether it can again, while something waits for that. */
const HELD_MS = 3_000
/** The gaps between looks for a run that goes on from one which was interrupted. */
const LOOK_MS = [300, 700, 2_000]

class ChatStore implements Chat {
  readonly threadId: ThreadId
  readonly #options: Required<Omit<ChatOptions, 'initial'>>
  readonly #listeners = new Set<() => void>()
  readonly #wakers = new Set<() => void>()
  readonly #gate
  #state: ChatState
  #following: Following | undefined
  #isRead: boolean
  /** Nobody looked for a while, so what is here may be old. */
  #hasLeft = false
  #reading: AbortController | undefined
  #readingEarlier: AbortController | undefined
  #unsubscribeWake: () => void = () => undefined
  /** A busy thread is left alone until this is due. */
  #cancelRetry: (() => void) | undefined
  #cancelLook: () => void = () => undefined
  readonly #lookedFor = new Set<RunId>()
  #skew: Ms | undefined

  constructor({ initial, ...options }: ChatOptions) {
    this.threadId = options.threadId
    this.#options = {
      baseUrl: '',
      fetch: apiFetch,
      now: Date.now,
      schedule: scheduleTimeout,
      onFrame: onAnimationFrame,
      onWake: onBrowserWake,
      isOnline: isBrowserOnline,
      slots: browserSlots,
      sight: browserSight,
      transport: browserTransport,
      ...options,
    }
    this.#isRead = options.isNew || initial !== undefined
    this.#state = {
      thread: { threadId: this.threadId, title: '', earlier: 0, turns: [] },
      loading: !this.#isRead,
      queued: [],
      connection: { name: 'open' },
      recording: 'ok',
      clockSkewMs: 0,
      restored: {},
    }
    this.#gate = createFrameGate(() => this.#tell(), this.#options.onFrame)
    if (initial) this.#show(initial)
  }

  readonly getState = (): ChatState => this.#state

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange)
    if (this.#listeners.size === 1) this.#begin()
    return () => {
      this.#listeners.delete(onChange)
      if (this.#listeners.size === 0) this.#leave()
    }
  }

  readonly send = (text: string, modelId?: string): void => {
    const question = { id: nanoid() as MessageId, text: text.trim(), modelId }
    if (question.text === '') return
    if (this.#canAsk()) this.#ask(question)
    else this.#update(({ returned: _taken, ...state }) => ({ ...state, queued: [...state.queued, question] }))
    if (!this.#following && !this.#options.isOnline()) this.#update((state) => ({ ...state, connection: { name: 'offline' } }))
    this.#gate.now()
  }

  readonly stop = (): void => {
    const following = this.#following
    if (!following || this.#state.live?.stop === 'asked') return
    this.#showStop(following, 'asked')
    this.#update((state) => ({
      ...state,
      queued: [],
      ...(state.queued.length > 0 && { returned: { text: state.queued.map(({ text }) => text).join('\n\n') } }),
    }))
    void this.#askToStop(following)
    this.#gate.now()
  }

  readonly newVersion = (turnId: MessageId, start: VersionStart, modelId?: string): void => {
    if (this.#following) return
    const turn = this.#state.thread.turns.find((each) => each.messageId === turnId)
    const version = turn && toNewVersion(turn, start)
    if (!version) return
    const { question, ...from } = version
    this.#start({ question: { id: turnId, content: question }, modelId, ...from }, (state, run) =>
      addVersion(state.thread, turnId, run),
    )
    this.#gate.now()
  }

  readonly choose = (turnId: MessageId, version: number): void => {
    this.#update((state) => ({ ...state, thread: chooseVersion(state.thread, turnId, version) }))
    const turn = this.#state.thread.turns.find((each) => each.messageId === turnId)
    const run = turn && shownRun(turn)
    const { baseUrl, fetch } = this.#options
    if (run && run.lastSeq > 0) keepChoice({ threadId: this.threadId, messageId: turnId, runId: run.runId, baseUrl, fetch })
    this.#gate.now()
  }

  readonly unqueue = (id: MessageId): void => {
    this.#update((state) => ({ ...state, queued: state.queued.filter((each) => each.id !== id) }))
    this.#gate.now()
  }

  readonly dismissFailure = (): void => {
    this.#update(({ failure: _gone, ...state }) => state)
    this.#gate.now()
  }

  readonly dismissHeldBack = (): void => {
    this.#update(({ heldBack: _gone, ...state }) => state)
    this.#gate.now()
  }

  readonly reconnect = (): void => this.#wake()

  readonly loadEarlier = (): void => {
    const { thread } = this.#state
    const [first] = thread.turns
    if (first && thread.earlier > 0 && !this.#readingEarlier) void this.#readEarlier(first.messageId)
  }

  // Beginning and leaving

  #begin(): void {
    this.#unsubscribeWake = this.#options.onWake(() => this.#wake())
    if (!this.#isRead) void this.#read()
    else if (this.#following) {
      if (!this.#following.isHeldBack) void this.#follow(this.#following)
    } else {
      this.#sendWaiting()
      if (this.#hasLeft) void this.#readAnew()
    }
  }

  /** The screen is gone. Leaving is not stopping: the lines are closed, the run goes on. */
  #leave(): void {
    this.#unsubscribeWake()
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#cancelLook()
    this.#reading?.abort()
    this.#reading = undefined
    this.#readingEarlier?.abort()
    this.#following?.line?.abort()
    this.#hasLeft = true
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake()
    if (!this.#isRead && !this.#state.loading) void this.#read()
    if (this.#state.connection.name === 'offline' && !this.#following && this.#options.isOnline()) {
      this.#update((state) => ({ ...state, connection: { name: 'open' } }))
      this.#sendWaiting()
    }
    void this.#readAnew()
  }

  readonly #onWake: OnWake = (callback) => {
    this.#wakers.add(callback)
    return () => this.#wakers.delete(callback)
  }

  // The stored thread

  async #read(): Promise<void> {
    const reading = new AbortController()
    this.#reading?.abort()
    this.#reading = reading
    this.#update(({ failure: _again, ...state }) => ({ ...state, loading: !this.#isRead }))
    const { baseUrl, fetch } = this.#options
    try {
      const stored = await readThread({ threadId: this.threadId, baseUrl, fetch, signal: reading.signal })
      if (reading.signal.aborted) return
      this.#isRead = true
      this.#show(stored)
      if (this.#following) void this.#follow(this.#following)
      else this.#sendWaiting()
    } catch (thrown) {
      if (reading.signal.aborted) return
      if (this.#isRead) return this.#readLater(REREAD_MS)
      const { code, message } = toAppError(thrown)
      // There is nothing to read again; a question may be asked under this id all the same.
      if (code === 'not-found') this.#isRead = true
      this.#update((state) => ({ ...state, loading: false, failure: { code, message } }))
    } finally {
      if (this.#reading === reading) this.#reading = undefined
    }
  }

  /**
   * Another tab or device may have asked something in the meantime: what is new is shown, and a run under way is joined.
   * Nobody asked for this, so a failure is silent; the next time the tab is shown it is tried again.
   */
  async #readAnew(): Promise<void> {
    const isSettled = this.#isRead && !this.#following && !this.#cancelRetry && this.#state.thread.turns.length > 0
    if (!isSettled || this.#reading || !this.#options.isOnline()) return
    const reading = new AbortController()
    this.#reading = reading
    const { baseUrl, fetch } = this.#options
    try {
      const stored = await readThread({ threadId: this.threadId, baseUrl, fetch, signal: reading.signal })
      if (reading.signal.aborted) return
      this.#show(stored)
      if (this.#following) void this.#follow(this.#following)
    } catch {
      // As said above: what is shown stays.
    } finally {
      if (this.#reading === reading) this.#reading = undefined
    }
  }

  /** Another tab asked something: its run is found and joined, and what waits here is sent when that has ended. */
  #readLater(ms: Ms): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.schedule(ms, () => {
      this.#cancelRetry = undefined
      void this.#read()
    })
  }

  #show(stored: StoredThread): void {
    const before = this.#state.thread
    const seen = new Set(before.turns.flatMap((turn) => turn.versions))
    const read = toThreadView(stored)
    const thread = seen.size > 0 ? renewThread(before, read) : read
    this.#replaceThread(thread, seen)
    this.#adoptFrom(stored)
  }

  #replaceThread(thread: ThreadView, seen: ReadonlySet<RunView>): void {
    const restored = { ...this.#state.restored }
    for (const turn of thread.turns) for (const run of turn.versions) if (!seen.has(run)) restored[run.runId] = run.lastSeq
    this.#update((state) => ({ ...state, thread, restored, loading: false }))
  }

  /** The run under way, if there is one among these turns. */
  #adoptFrom(stored: StoredThread): void {
    const shown = this.#state.thread.turns.flatMap((each) => each.versions)
    for (const turn of stored.turns) {
      const going = turn.runs.find((run) => !run.ended)
      const view = going && shown.find((run) => run.runId === going.runId)
      if (going && view && !isEnded(view)) this.#adopt({ runId: going.runId, turnId: turn.messageId, view })
    }
  }

  async #readEarlier(before: MessageId): Promise<void> {
    const reading = new AbortController()
    this.#readingEarlier = reading
    this.#update((state) => ({ ...state, earlier: 'loading' }))
    const { threadId } = this
    const { baseUrl, fetch } = this.#options
    let hasFailed = false
    try {
      const stored = await readThread({ threadId, before, baseUrl, fetch, signal: reading.signal })
      const { thread } = this.#state
      // Another page may be shown by now, read anew after a long time.
      if (!reading.signal.aborted && thread.turns[0]?.messageId === before) {
        this.#replaceThread(addEarlier(thread, toThreadView(stored)), new Set(thread.turns.flatMap((turn) => turn.versions)))
        if (!this.#following) this.#adoptFrom(stored)
        if (this.#following && !this.#following.line) void this.#follow(this.#following)
      }
    } catch {
      hasFailed = !reading.signal.aborted
    }
    this.#readingEarlier = undefined
    this.#update(({ earlier: _over, ...state }) => (hasFailed ? { ...state, earlier: 'failed' } : state))
  }

  // Asking

  #canAsk(): boolean {
    return !this.#following && this.#isRead && !this.#cancelRetry && this.#options.isOnline()
  }

  #ask({ id, text, modelId }: QueuedMessage, waited: Pick<Asked, 'hasWaited'> = {}): void {
    const askedAt = this.#serverNow()
    this.#start(
      { question: { id, content: text }, modelId },
      (state, run) => addTurn(state.thread, { messageId: id, question: text, askedAt }, run),
      waited,
    )
  }

  #start(
    { seed, ...ask }: Omit<Ask, 'threadId' | 'runId'> & { seed?: RunSeed },
    place: (state: ChatState, run: RunView) => ChatState['thread'],
    waited: Pick<Asked, 'hasWaited'> = {},
  ): void {
    this.#reading?.abort() // What it reads would not know of this run.
    this.#reading = undefined
    const { threadId } = this
    const { question, modelId, base } = ask
    const runId = nanoid() as RunId
    const model = modelId === undefined ? undefined : { id: modelId, label: modelId }
    const empty = { ...emptyRun(runId, threadId, this.#serverNow(), model), question: question.content }
    const view = seed ? seededRun(empty, seed) : empty
    const asked: Asked = {
      request: toRunRequest({ ...ask, threadId, runId, effort: readEffort() }),
      ...waited,
      ...(!base && { question: { id: question.id, text: question.content, modelId } }),
      ...(base?.action === 'edit' && { edited: question.content }),
    }
    this.#update(({ failure: _gone, returned: _taken, held: _over, ...state }) => ({ ...state, thread: place(state, view) }))
    void this.#follow(this.#adopt({ runId, turnId: question.id, view, asked }))
  }

  /** What waited for the end of a run, or for the network. */
  #sendWaiting(): void {
    const [next, ...queued] = this.#state.queued
    if (next === undefined || !this.#canAsk()) return
    this.#update((state) => ({ ...state, queued }))
    this.#ask(next, { hasWaited: true })
    this.#gate.now()
  }

  // Following a run

  #adopt(run: Pick<Following, 'runId' | 'turnId' | 'view' | 'asked'>): Following {
    const { runId, turnId } = run
    const following: Following = { ...run }
    this.#following = following
    const text = run.asked?.question?.text ?? run.asked?.edited
    const live = { runId, turnId, ...(text !== undefined && { text }) }
    this.#update((state) => ({ ...state, live, connection: { name: 'connecting' } }))
    return following
  }

  async #follow(following: Following): Promise<void> {
    const line = new AbortController()
    following.line?.abort()
    following.line = line
    delete following.isHeldBack
    this.#update((state) => ({ ...state, recording: 'ok' })) // Until the new line says otherwise.
    const { baseUrl, fetch, now, schedule, isOnline, slots, sight, transport } = this.#options
    try {
      const news = openRun({
        runId: following.runId,
        request: following.asked?.request,
        after: following.view.lastSeq,
        signal: line.signal,
        onWake: this.#onWake,
        ...{ baseUrl, fetch, now, schedule, isOnline, slots, sight, transport },
      })
      for await (const one of news) {
        if (line.signal.aborted) return
        switch (one.name) {
          case 'connection':
            this.#hearOfLine(following, one.connection)
            break
          case 'recording':
            this.#update((state) => ({ ...state, recording: one.recording }))
            break
          case 'held-back':
            if (!wasToldHeldBack()) this.#update((state) => ({ ...state, heldBack: true }))
            break
          case 'events':
            this.#hear(following, one.events, one.replayed)
        }
      }
      if (!line.signal.aborted) this.#finish(following)
    } catch (thrown) {
      if (!line.signal.aborted) this.#lose(following, toAppError(thrown))
    }
  }

  #hear(following: Following, events: NumberedEvent[], replayed: boolean): void {
    following.view = events.reduce(reduceRun, following.view)
    const { runId, turnId, view } = following
    const newest = events.at(-1)
    // A run begins with a fresh look at both clocks, should one have been set anew.
    if (events[0]?.type === 'RUN_STARTED' && !replayed) this.#skew = undefined
    if (newest && !replayed) this.#skew = smoothSkew(this.#skew, newest.timestamp - this.#options.now())
    this.#update((state) => ({
      ...state,
      clockSkewMs: this.#skew ?? 0,
      thread: replaceRun(state.thread, turnId, view),
      ...(replayed && { restored: { ...state.restored, [runId]: view.lastSeq } }),
    }))
    if (isEnded(view)) this.#update(({ live: _over, ...state }) => ({ ...state, recording: 'ok' }))
    if (view.state.name === 'interrupted') this.#lookForNext(following)
  }

  /**
   * A server that comes back goes on by itself from a run that it interrupted, where nothing stands against that: the
   * new version is found, shown and followed.
   */
  #lookForNext(run: Pick<Following, 'runId' | 'turnId'>): void {
    // Once for each: a run that is found again as it was would be looked for without end.
    if (this.#lookedFor.has(run.runId)) return
    this.#lookedFor.add(run.runId)
    this.#look(run, LOOK_MS)
  }

  #look(run: Pick<Following, 'runId' | 'turnId'>, [waitMs, ...later]: Ms[]): void {
    this.#cancelLook()
    if (waitMs === undefined) return
    this.#cancelLook = this.#options.schedule(waitMs, async () => {
      await this.#readAnew()
      const turn = this.#state.thread.turns.find(({ messageId }) => messageId === run.turnId)
      if (this.#listeners.size > 0 && turn?.versions.at(-1)?.runId === run.runId) this.#look(run, later)
    })
  }

  #hearOfLine(following: Following, connection: Connection): void {
    this.#update((state) => ({ ...state, connection }))
    this.#holdIfUnsent(following)
  }

  // Stopping

  async #askToStop(following: Following): Promise<void> {
    const { runId, turnId } = following
    const { baseUrl, fetch, schedule } = this.#options
    const { signal } = this.#renewStopping(following)
    this.#holdIfUnsent(following)
    const answer = await stopRun({
      ...{ runId, baseUrl, fetch, schedule, onWake: this.#onWake, signal },
      onUndelivered: () => this.#showStop(following, 'undelivered'),
      isUnsent: () => following.isHeldBack === true,
    })
    if (signal.aborted) return
    if (answer === 'no-run') {
      const shown = asStopped(following.view, this.#serverNow())
      this.#update((state) => ({ ...state, thread: replaceRun(state.thread, turnId, shown) }))
      this.#finish(following)
      return
    }
    this.#showStop(following, answer === 'heard' ? 'asked' : answer)
    // It had been sent all the same: its end is read.
    if (answer === 'heard' && following.isHeldBack && this.#listeners.size > 0) void this.#follow(following)
  }

  #renewStopping(following: Following): AbortController {
    following.stopping?.abort()
    following.stopping = new AbortController()
    return following.stopping
  }

  #showStop(following: Following, stop: LiveStop): void {
    if (this.#following !== following) return
    this.#update((state) => (state.live ? { ...state, live: { ...state.live, stop } } : state))
  }

  /** A question that is stopped before anybody has heard of it is not sent again; whether there is a run is asked first. */
  #holdIfUnsent(following: Following): void {
    const { name } = this.#state.connection
    const isUnsent = following.view.lastSeq === 0 && (name === 'reconnecting' || name === 'offline')
    if (!following.stopping || !isUnsent) return
    following.isHeldBack = true
    following.line?.abort()
    this.#update((state) => ({ ...state, connection: { name: 'connecting' } }))
  }

  #finish(following: Following): void {
    following.stopping?.abort()
    this.#following = undefined
    this.#update(({ live: _over, ...state }) => ({ ...state, connection: { name: 'open' }, recording: 'ok' }))
    this.#sendWaiting()
  }

  /** The run cannot be followed to its end: it was refused, or the server no longer knows it. */
  #lose(following: Following, error: AppError): void {
    const { view, asked, turnId, runId, stopping } = following
    stopping?.abort()
    this.#following = undefined
    this.#update(({ live: _over, ...state }) => ({ ...state, connection: { name: 'open' }, recording: 'ok' }))
    if (asked && view.lastSeq === 0 && !stopping) {
      this.#update((state) => ({ ...state, thread: removeRun(state.thread, turnId, runId) }))
      this.#takeBack(error, asked)
    } else {
      // What was refused never ran, and nobody wants it any more.
      const isUnwanted = asked && view.lastSeq === 0
      const ended = isUnwanted ? asStopped(view, this.#serverNow()) : toLost(view, error, this.#serverNow())
      this.#update((state) => ({ ...state, thread: replaceRun(state.thread, turnId, ended) }))
      if (ended.state.name === 'interrupted') this.#lookForNext(following)
      this.#sendWaiting()
    }
    this.#gate.now()
  }

  /** Text that could not be sent waits its turn where the thread is only busy; otherwise it goes back to its writer. */
  #takeBack(error: AppError, { question, hasWaited, edited }: Asked): void {
    const { code, message, retryAfterMs } = error
    if (isHeld(code) && question !== undefined && hasWaited) {
      this.#update((state) => ({ ...state, queued: [question, ...state.queued], held: message }))
      this.#sendWhenKept()
      return
    }
    if (code === 'busy-thread' && question !== undefined) {
      this.#update((state) => ({ ...state, queued: [question, ...state.queued] }))
      this.#readLater(retryAfterMs ?? BUSY_RETRY_MS)
      return
    }
    this.#update((state) => {
      const unsent = [question?.text ?? edited ?? [], ...state.queued.map(({ text }) => text)].flat()
      return {
        ...state,
        queued: [],
        failure: {
          code,
          message: code === 'busy-thread' ? BUSY_ELSEWHERE : message,
          ...(unsent.length > 0 && { text: unsent.join('\n\n') }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        },
      }
    })
    if (code === 'busy-thread') void this.#readAnew()
  }

  /** Nobody is at the composer for what waited its turn, so it waits on, and is sent when the server can keep it. */
  #sendWhenKept(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.schedule(HELD_MS, async () => {
      const { baseUrl, fetch } = this.#options
      const isKept = await keepsQuestions({ baseUrl, fetch })
      if (this.#listeners.size === 0) return
      this.#cancelRetry = undefined
      if (isKept || this.#state.queued.length === 0) void this.#read()
      else this.#sendWhenKept()
    })
  }

  // Telling

  #update(change: (state: ChatState) => ChatState): void {
    this.#state = change(this.#state)
    this.#gate?.soon()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #serverNow(): Ms {
    return this.#options.now() + (this.#skew ?? 0)
  }
}

const isHeld = (code: ErrorCode): boolean => code === 'not-saved' || code === 'disk-full'

const BUSY_ELSEWHERE = 'This chat is still answering. Try again when it has finished.'

const toLost = (view: RunView, { code, message, retryable }: AppError, at: Ms): RunView =>
  code === 'interrupted'
    ? asInterrupted(view, at, message)
    : endRun(view, at, { name: 'failed', code, message, retryable, reference: '' })
