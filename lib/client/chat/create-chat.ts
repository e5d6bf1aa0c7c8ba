import { nanoid } from 'nanoid'
import { createListeners, whileSubscribed } from '@/lib/client/store/create-store'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { chooseVersion } from '@/lib/run-view/thread-edits'
import { shownRun } from '@/lib/run-view/thread-view'
import { type ChatContext, type ChatOptions, toChatContext } from './chat-options'
import type { ChatSession } from './chat-state'
import { Follower } from './follower'
import { loadRunCode } from './lazy-run-code'
import { Outbox } from './outbox'
import { ChatStore } from './store'
import { ThreadReader } from './thread-reader'

/**
 * A chat outside of React. The store holds its state; the follower holds the run under way, the reader reads the stored thread,
 * and the outbox sends what is asked. It does nothing until it is first subscribed to, so it may be made while rendering.
 */
export const createChat = (options: ChatOptions): ChatSession => {
  const { threadId } = options
  const { onWake: onBrowserWake, ...rest } = toChatContext(options)
  const wakers = createListeners()
  const context: ChatContext = {
    ...rest,
    // A person who presses "Try again" wakes whatever waits, just as the browser does.
    onWake: wakers.add,
  }
  const { baseUrl, fetch, isOnline, onFrame } = context
  const store = new ChatStore(
    {
      thread: { threadId, title: '', earlier: 0, turns: [] },
      loading: !options.isNew,
      queued: [],
      connection: { name: 'open' },
      recording: 'ok',
      clockSkewMs: 0,
      restored: {},
    },
    onFrame,
  )
  const follower = new Follower({
    context,
    store,
    onFinished: () => outbox.sendQueued(),
    onRefused: (error, asked) => outbox.takeBack(error, asked),
    onInterrupted: (run) => reader.pollForNext(run),
  })
  const reader = new ThreadReader({
    context,
    store,
    follower,
    isRead: options.isNew,
    isPreloaded: options.isPreloaded === true,
    onIdle: () => outbox.sendQueued(),
  })
  const outbox = new Outbox({ context, store, follower, reader })

  /** It had no subscriber for a while, so what is shown may be old. */
  let wasClosed = false

  const open = () => {
    const unsubscribeWake = onBrowserWake(wake)
    // What needs it asks for it again, and says so where it cannot be had.
    loadRunCode().catch(() => undefined)
    if (!reader.isRead) void reader.read()
    else if (follower.run) {
      if (!follower.run.isWithdrawn) follower.follow()
    } else {
      outbox.sendQueued()
      if (wasClosed) void reader.refresh()
    }
    // The screen is gone. That does not stop the run: only its connection is closed.
    return () => {
      unsubscribeWake()
      reader.close()
      follower.unfollow()
      wasClosed = true
    }
  }
  const wake = (): void => {
    wakers.notify()
    const { loading, connection } = store.getState()
    if (!reader.isRead && !loading) void reader.read()
    if (connection.name === 'offline' && !follower.run && isOnline()) {
      store.update((state) => ({ ...state, connection: { name: 'open' } }))
      outbox.sendQueued()
    }
    void reader.refresh()
  }

  return {
    threadId,
    getState: store.getState,
    subscribe: whileSubscribed(store, open),
    preload: (thread) => reader.preload(thread),
    send: outbox.send,
    newVersion: outbox.newVersion,
    unqueue: outbox.unqueue,
    stop() {
      if (!follower.stop()) return
      outbox.returnQueued()
      store.notify()
    },
    choose(messageId, version) {
      store.update((state) => ({ ...state, thread: chooseVersion(state.thread, messageId, version) }))
      const turn = store.getState().thread.turns.find((each) => each.messageId === messageId)
      const run = turn && shownRun(turn)
      if (run && run.lastSeq > 0) keepChoice({ threadId, messageId, runId: run.runId, baseUrl, fetch })
      store.notify()
    },
    retitle(title) {
      store.update((state) => ({ ...state, thread: { ...state.thread, title } }))
      store.notify()
    },
    reconnect: wake,
    loadEarlier: () => reader.readEarlier(),
    dismissFailure() {
      store.update(({ failure: _gone, ...state }) => state)
      store.notify()
    },
    dismissBufferingNotice() {
      store.update(({ isBuffered: _gone, ...state }) => state)
      store.notify()
    },
  }
}

/** A name for a chat that does not exist yet; the server takes it over with the first question. */
export const createThreadId = (): ThreadId => nanoid() as ThreadId

type Choice = { threadId: ThreadId; messageId: MessageId; runId: RunId; baseUrl: string; fetch: typeof fetch }

/**
 * Tells the server which version of an answer is shown, so that it is shown again elsewhere and later questions are asked
 * with it. Nobody waits for this, and a failure is passed over: the choice holds on this screen all the same.
 */
const keepChoice = ({ threadId, messageId, runId, baseUrl, fetch }: Choice): void => {
  fetch(`${baseUrl}/api/threads/${encodeURIComponent(threadId)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chosen: { messageId, runId } }),
    keepalive: true,
  }).catch(() => undefined)
}
