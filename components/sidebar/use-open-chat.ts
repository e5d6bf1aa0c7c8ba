import { useEffect } from 'react'
import { type Chat, type ChatState, shownRun } from '@/lib/client/chat-state'
import type { ThreadList } from '@/lib/client/thread-list-state'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { toTitle } from '@/lib/view/thread-view'

/**
 * Keeps the list and the chat on screen in agreement: what begins and ends here is told to the list, an ending that is
 * on screen counts as seen, and the title that the list has is told back. It listens beside React, since an answer's
 * words change nothing here.
 */
export const useOpenChat = (list: ThreadList, chat: Chat, onTitle: (threadId: ThreadId, title: string) => void): void => {
  useEffect(() => {
    const { threadId } = chat
    let going: RunId | undefined
    let title: string | undefined
    let hasTold = false

    const look = () => {
      const state = chat.getState()
      const run = runOf(state)
      if (run !== going) {
        const name = state.thread.title || toTitle(state.thread.turns[0]?.question ?? '')
        hasTold ||= run === undefined
        going = run
        list.touch(threadId, { title: name, state: run !== undefined ? 'running' : isShown() ? 'seen' : 'unseen' })
      }
      const { threads, search, loading, failure } = list.getState()
      const row = [...threads, ...(search?.found ?? [])].find((thread) => thread.threadId === threadId)
      if (row && row.title !== title) {
        title = row.title
        onTitle(threadId, title)
      }
      const isSettled = !state.loading && state.thread.turns.length > 0 && !state.live
      if (!isSettled || !isShown() || loading || failure?.what === 'read') return
      // One that is not in the list, as far as that was read, may be unseen as well.
      if (row ? row.state !== 'unseen' : hasTold) return
      hasTold = true
      list.see(threadId)
    }

    const leave = [chat.subscribe(look), list.subscribe(look)]
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      for (const each of leave) each()
      document.removeEventListener('visibilitychange', look)
    }
  }, [list, chat, onTitle])
}

/** The run under way, once the server has it. */
const runOf = ({ live, thread }: ChatState): RunId | undefined => {
  const turn = live && thread.turns.find(({ messageId }) => messageId === live.turnId)
  const run = turn && shownRun(turn)
  return run && run.runId === live.runId && run.lastSeq > 0 ? run.runId : undefined
}

const isShown = (): boolean => document.visibilityState === 'visible'
