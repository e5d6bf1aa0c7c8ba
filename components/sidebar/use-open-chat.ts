import { useEffect } from 'react'
import type { ChatSession, ChatState } from '@/lib/client/chat/chat-state'
import { otherWindows, type ThreadChange } from '@/lib/client/threads/other-windows'
import type { ThreadList } from '@/lib/client/threads/thread-list-state'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { isEnded } from '@/lib/run-view/run-view'
import { shownRun, toTitle } from '@/lib/run-view/thread-view'

/**
 * Keeps the list and the chat on screen in agreement: what begins and ends here is told to the list, an ending that is
 * on screen counts as seen, and the title that the list has is told back. It listens beside React, since an answer's
 * words change nothing here. What another window, browser or terminal does to the chat is read anew.
 */
export const useOpenChat = (list: ThreadList, chat: ChatSession, hears: OpenChatListener): void => {
  const { onTitle, onDeleted, onForgotten } = hears
  useEffect(() => {
    const { threadId } = chat
    let going: RunId | undefined
    let isFromHere = false
    /** The newest run from here of which the list has heard. */
    let told: RunId | undefined
    let title: string | undefined
    let hasTold = false
    let wasListed = false
    let elsewhere: string | undefined

    const look = () => {
      const state = chat.getState()
      const run = runOf(state)
      if (run !== going) {
        const name = state.thread.title || toTitle(state.thread.turns[0]?.question ?? '')
        hasTold ||= run === undefined
        going = run
        told = run ?? told
        if (run !== undefined) isFromHere = state.restored[run] === undefined
        list.touch(threadId, { title: name, state: run !== undefined ? 'running' : isShown() ? 'seen' : 'unseen', isFromHere })
      }
      // One that was over before it could be seen to go.
      const over = run === undefined ? overHere(state) : undefined
      if (over !== undefined && over !== told) {
        told = over
        hasTold = true
        const name = state.thread.title || toTitle(state.thread.turns[0]?.question ?? '')
        list.touch(threadId, { title: name, state: isShown() ? 'seen' : 'unseen', isFromHere: true })
      }
      const { threads, search, loading, hasMore, failure } = list.getState()
      const row = [...threads, ...(search?.found ?? [])].find((thread) => thread.threadId === threadId)
      if (row && row.title !== title) {
        title = row.title
        onTitle(threadId, title)
      }
      // The server has a run of this chat and lists nothing for this browser: it does not know this browser again.
      if (wasListed && threads.length === 0 && !loading && !search && !hasMore)
        setTimeout(() => !hasLeft && onForgotten(threadId))
      wasListed = row !== undefined && (going !== undefined || hasTold)
      const next = row && !state.live && row.state !== 'seen' ? `${row.state} ${row.updatedAt}` : undefined
      if (next !== undefined && next !== elsewhere) chat.reconnect()
      elsewhere = next
      const isSettled = !state.loading && state.thread.turns.length > 0 && !state.live
      if (!isSettled || !isShown() || loading || failure?.what === 'read') return
      // One that was never in the list, as far as that was read, may be unseen as well; one that left it was deleted.
      if (row ? row.state !== 'unseen' : hasTold || title !== undefined) return
      hasTold = true
      list.markSeen(threadId)
    }

    let hasLeft = false
    const onWindow = (change: ThreadChange) => {
      if (change.threadId !== threadId) return
      if (change.what === 'deleted') onDeleted(threadId)
      else chat.reconnect()
    }
    const leave = [chat.subscribe(look), list.subscribe(look), otherWindows.onChange(onWindow)]
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      hasLeft = true
      for (const each of leave) each()
      document.removeEventListener('visibilitychange', look)
    }
  }, [list, chat, onTitle, onDeleted, onForgotten])
}

export type OpenChatListener = {
  onTitle(threadId: ThreadId, title: string): void
  /** Another window deleted it. */
  onDeleted(threadId: ThreadId): void
  /** It has begun, and cannot be found again by this browser. */
  onForgotten(threadId: ThreadId): void
}

/** The run under way, once the server has it. */
const runOf = ({ live, thread }: ChatState): RunId | undefined => {
  const turn = live && thread.turns.find(({ messageId }) => messageId === live.turnId)
  const run = turn && shownRun(turn)
  return run && run.runId === live.runId && run.lastSeq > 0 ? run.runId : undefined
}

/** The newest run of the last question, if it has ended and was followed here: what was read from the server is in `restored`. */
const overHere = ({ thread, restored }: ChatState): RunId | undefined => {
  const run = thread.turns.at(-1)?.versions.at(-1)
  return run && isEnded(run) && restored[run.runId] === undefined ? run.runId : undefined
}

const isShown = (): boolean => document.visibilityState === 'visible'
