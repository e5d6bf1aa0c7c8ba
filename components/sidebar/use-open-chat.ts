import { useEffect } from 'react'
import type { ChatSession, ChatState } from '@/lib/client/chat/chat-state'
import { otherWindows, type ThreadChange } from '@/lib/client/threads/other-windows'
import type { ThreadList } from '@/lib/client/threads/thread-list-state'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { isEnded } from '@/lib/run-view/state'
import { shownRun, toTitle } from '@/lib/run-view/thread-view'

/**
 * Keeps the list and the chat on screen in agreement: runs that start and end here update the list, an ending that is on
 * screen marks the chat as seen, and the title in the list is passed to `onTitle`. It subscribes outside of React, since the
 * words of an answer change nothing here. When another window, browser or terminal changes the chat, it is read again.
 */
export const useOpenChat = (list: ThreadList, chat: ChatSession, listener: OpenChatListener): void => {
  const { onTitle, onChangedElsewhere, onForgotten } = listener
  useEffect(() => {
    const { threadId } = chat
    let running: RunId | undefined
    let isLocal = false
    /** The newest run of this window that the list was told about. */
    let reportedRun: RunId | undefined
    let title: string | undefined
    let chatTitle = ''
    let hasReported = false
    let wasListed = false
    let remoteState: string | undefined

    const update = () => {
      const state = chat.getState()
      const run = findRunning(state)
      if (run !== running) {
        const name = state.thread.title || toTitle(state.thread.turns[0]?.question ?? '')
        hasReported ||= run === undefined
        running = run
        reportedRun = run ?? reportedRun
        if (run !== undefined) isLocal = state.restored[run] === undefined
        list.touch(threadId, {
          title: name,
          state: run !== undefined ? 'running' : isShown() ? 'seen' : 'unseen',
          isFromHere: isLocal,
        })
      }
      // A run that ended before it was ever seen running.
      const ended = run === undefined ? findEndedHere(state) : undefined
      if (ended !== undefined && ended !== reportedRun) {
        reportedRun = ended
        hasReported = true
        const name = state.thread.title || toTitle(state.thread.turns[0]?.question ?? '')
        list.touch(threadId, { title: name, state: isShown() ? 'seen' : 'unseen', isFromHere: true })
      }
      const { title: nextTitle } = state.thread
      const isRetitled = chatTitle !== '' && nextTitle !== '' && nextTitle !== chatTitle
      chatTitle = nextTitle
      if (isRetitled) list.retitle(threadId, nextTitle)
      const { threads, search, loading, hasMore, failure } = list.getState()
      const row = [...threads, ...(search?.found ?? [])].find((thread) => thread.threadId === threadId)
      if (row && row.title !== title) {
        title = row.title
        onTitle(threadId, title)
      }
      // The server has a run of this chat and lists nothing for this browser: it does not know this browser again.
      if (wasListed && threads.length === 0 && !loading && !search && !hasMore)
        setTimeout(() => !isUnsubscribed && !isDeleted && onForgotten(threadId))
      wasListed = row !== undefined && (running !== undefined || hasReported)
      const isNews = row && !state.loading && !state.live && row.state !== 'seen' && !hasEnding(state, row)
      const next = isNews ? `${row.state} ${row.updatedAt}` : undefined
      if (next !== undefined && next !== remoteState) chat.reconnect()
      remoteState = next
      const isSettled = !state.loading && state.thread.turns.length > 0 && !state.live
      if (!isSettled || !isShown() || loading || failure?.what === 'read') return
      // One that was never in the list, as far as that was read, may be unseen as well; one that left it was deleted.
      if (row ? row.state !== 'unseen' : hasReported || title !== undefined) return
      hasReported = true
      list.markSeen(threadId)
    }

    let isUnsubscribed = false
    /** In another window: then the server lists no chat for good reason. */
    let isDeleted = false
    const onThreadChange = (change: ThreadChange) => {
      // A new page, as in the window that deleted them, so that nothing of the old chats stays in memory.
      if (change.what === 'all deleted') return location.assign('/')
      if (change.threadId === threadId) isDeleted = change.what === 'deleted'
      if (change.what !== 'changed') onChangedElsewhere(change.threadId, change.what)
      else if (change.threadId === threadId) chat.reconnect()
    }
    const unsubscribes = [chat.subscribe(update), list.subscribe(update), otherWindows.onChange(onThreadChange)]
    document.addEventListener('visibilitychange', update)
    update()
    return () => {
      isUnsubscribed = true
      for (const each of unsubscribes) each()
      document.removeEventListener('visibilitychange', update)
    }
  }, [list, chat, onTitle, onChangedElsewhere, onForgotten])
}

export type OpenChatListener = {
  onTitle(threadId: ThreadId, title: string): void
  /** Another window deleted a chat, this one or another, or brought it back. */
  onChangedElsewhere(threadId: ThreadId, what: 'deleted' | 'restored'): void
  /** It has started, and the server no longer recognises this browser as its owner. */
  onForgotten(threadId: ThreadId): void
}

/** The run in progress, once the server has it. */
const findRunning = ({ live, thread }: ChatState): RunId | undefined => {
  const turn = live && thread.turns.find(({ messageId }) => messageId === live.messageId)
  const run = turn && shownRun(turn)
  return run && run.runId === live.runId && run.lastSeq > 0 ? run.runId : undefined
}

/** The newest run of the last question, if it has ended and was followed in this window; runs read from the server are in `restored`. */
const findEndedHere = ({ thread, restored }: ChatState): RunId | undefined => {
  const run = thread.turns.at(-1)?.versions.at(-1)
  return run && isEnded(run) && restored[run.runId] === undefined ? run.runId : undefined
}

/** The ending that an unseen one has in the list is in the turns already, as a page that is loaded brings them. */
const hasEnding = ({ thread }: ChatState, { state, updatedAt }: ThreadSummary): boolean =>
  state === 'unseen' && thread.turns.some(({ versions }) => versions.some((run) => isEnded(run) && run.lastEventAt >= updatedAt))

const isShown = (): boolean => document.visibilityState === 'visible'
