import { nanoid } from 'nanoid'
import { type Ask, toRunRequest } from '@/lib/client/api/run-request'
import type { AppError, ErrorCode } from '@/lib/protocol/error'
import type { AskedFile, MessageId, RunId } from '@/lib/protocol/event'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import { addTurn, addVersion } from '@/lib/run-view/thread-edits'
import { shownRun, type ThreadView } from '@/lib/run-view/thread-view'
import type { ChatContext } from './chat-options'
import type { QueuedMessage } from './chat-state'
import type { Asked } from './followed-run'
import type { Follower } from './follower'
import { loadedRunCode } from './lazy-run-code'
import type { VersionStart } from './new-version'
import { effortChoice, modeChoice } from './run-choices'
import type { ChatStore } from './store'
import type { ThreadReader } from './thread-reader'

type OutboxOptions = { context: ChatContext; store: ChatStore; follower: Follower; reader: ThreadReader }

type NewRun = Omit<Ask, 'threadId' | 'runId' | 'effort'> & {
  /** Gives the run what it begins with. */
  begin?(empty: RunView): RunView
  hasWaited?: true
  /** Puts the run into the thread. */
  place(thread: ThreadView, run: RunView): ThreadView
}

/** How long to wait before a thread that is busy elsewhere is tried again. */
const busyRetryMs = 1_000
/** How often a server that cannot keep anything is asked whether it can again, while something waits for that. */
const heldPollMs = 3_000

/** Sends what is asked, or queues it until it can be sent. What the server refuses is queued again or goes back to its writer. */
export class Outbox {
  readonly #options: OutboxOptions

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  readonly send = (question: string, modelId?: string, files: AskedFile[] = []): void => {
    const { context, store, follower } = this.#options
    const message = { messageId: nanoid() as MessageId, question: question.trim(), modelId, ...withFiles(files) }
    if (message.question === '') return
    if (this.#canSend()) this.#ask(message)
    else store.update(({ returned: _taken, ...state }) => ({ ...state, queued: [...state.queued, message] }))
    if (!follower.run && !context.isOnline()) store.update((state) => ({ ...state, connection: { name: 'offline' } }))
    store.notify()
  }

  readonly newVersion = (messageId: MessageId, how: VersionStart, modelId?: string): void => {
    const { store, follower } = this.#options
    const code = loadedRunCode()
    // Where there is none, no run has ended from which this one could start.
    if (follower.run || !code) return
    const turn = store.getState().thread.turns.find((each) => each.messageId === messageId)
    const version = turn && code.toNewVersion(turn, how, modeChoice.read())
    if (!version) return
    const { inheritedSteps, ...ask } = version
    this.#start({
      messageId,
      modelId,
      ...ask,
      begin: (empty) => (inheritedSteps ? code.withInheritedSteps(empty, inheritedSteps) : empty),
      place: (thread, run) => addVersion(thread, messageId, run),
    })
    store.notify()
  }

  readonly unqueue = (id: MessageId): void => {
    const { store } = this.#options
    store.update((state) => ({ ...state, queued: state.queued.filter(({ messageId }) => messageId !== id) }))
    store.notify()
  }

  /** Gives what is queued back to its writer. */
  returnQueued(): void {
    this.#options.store.update((state) => ({
      ...state,
      queued: [],
      ...(state.queued.length > 0 && { returned: joinUnsent(state.queued) }),
    }))
  }

  /** Sends the first of what is queued, if it can be sent now. */
  sendQueued(): void {
    const { store } = this.#options
    const [next, ...queued] = store.getState().queued
    if (next === undefined || !this.#canSend()) return
    store.update((state) => ({ ...state, queued }))
    this.#ask(next, true)
    store.notify()
  }

  /** Queues again what the server refused, where that is only for now; otherwise all that is not sent goes back to its writer. */
  takeBack({ code, message, retryAfterMs }: AppError, { message: unsentMessage, hasWaited, edited }: Asked): void {
    const { store, reader } = this.#options
    if (isHeld(code) && unsentMessage && hasWaited) {
      store.update((state) => ({ ...state, queued: [unsentMessage, ...state.queued], held: message }))
      // Nobody is at the composer for what was queued, so it is sent when the server can keep it.
      reader.readLater(heldPollMs, () => this.#canBeKept())
      return
    }
    if (code === 'busy-thread' && unsentMessage) {
      store.update((state) => ({ ...state, queued: [unsentMessage, ...state.queued] }))
      // The run from elsewhere is found and joined, and this is sent when that has ended.
      reader.readLater(retryAfterMs ?? busyRetryMs)
      return
    }
    store.update((state) => {
      const unsent = [unsentMessage ?? (edited === undefined ? [] : { question: edited }), ...state.queued].flat()
      return {
        ...state,
        queued: [],
        failure: {
          code,
          message: code === 'busy-thread' ? busyElsewhere : message,
          ...(unsent.length > 0 && joinUnsent(unsent)),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        },
      }
    })
    if (code === 'busy-thread') void reader.refresh()
  }

  #canSend(): boolean {
    const { context, follower, reader } = this.#options
    return !follower.run && reader.isRead && !reader.isWaiting && context.isOnline()
  }

  async #canBeKept(): Promise<boolean> {
    const { context, store } = this.#options
    return (await keepsQuestions(context)) || store.getState().queued.length === 0
  }

  #ask(message: QueuedMessage, hasWaited?: true): void {
    const { store, follower } = this.#options
    const { messageId, question } = message
    const askedAt = follower.serverNow()
    this.#start({
      ...message,
      mode: modeChoice.read(),
      // A question that was stopped before it reached the server is on screen, and nothing there follows from it.
      isFollowUp: store.getState().thread.turns.some((turn) => (shownRun(turn)?.lastSeq ?? 0) > 0),
      ...(hasWaited && { hasWaited }),
      place: (thread, run) => addTurn(thread, { messageId, question, askedAt }, run),
    })
  }

  #start({ begin, place, hasWaited, ...ask }: NewRun): void {
    const { context, store, follower, reader } = this.#options
    reader.abort()
    const { threadId } = context
    const { messageId, question, modelId, from, files = [] } = ask
    const runId = nanoid() as RunId
    const model = modelId === undefined ? undefined : { id: modelId, label: modelId }
    const empty = { ...emptyRun(runId, threadId, follower.serverNow(), model), question, ...withFiles(files) }
    const view = begin ? begin(empty) : empty
    const asked: Asked = {
      request: toRunRequest({ ...ask, threadId, runId, effort: effortChoice.read() }),
      ...(hasWaited && { hasWaited }),
      ...(!from && { message: { messageId, question, modelId, ...withFiles(files) } }),
      ...(from?.action === 'edit' && { edited: question }),
    }
    store.update(({ failure: _gone, returned: _taken, held: _over, ...state }) => ({
      ...state,
      thread: place(state.thread, view),
    }))
    follower.adopt({ runId, messageId, view, asked })
    follower.follow()
  }
}

/** What was not sent, as it goes back to its writer. */
const joinUnsent = (unsent: Pick<QueuedMessage, 'question' | 'files'>[]): { text: string; files?: AskedFile[] } => ({
  text: unsent.map(({ question }) => question).join('\n\n'),
  ...withFiles(unsent.flatMap(({ files = [] }) => files)),
})

const withFiles = (files: readonly AskedFile[]): { files?: AskedFile[] } => (files.length > 0 ? { files: [...files] } : {})

const isHeld = (code: ErrorCode): boolean => code === 'not-saved' || code === 'disk-full'

const busyElsewhere = 'This chat is still answering. Try again when it has finished.'

/** Whether the server says that it can answer and keep a question now. False where it does not say anything. */
const keepsQuestions = ({ baseUrl, fetch }: { baseUrl: string; fetch: typeof globalThis.fetch }): Promise<boolean> =>
  fetch(`${baseUrl}/api/health`, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false, // It will be asked again.
  )
