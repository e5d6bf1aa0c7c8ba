import type { ChatSession, ChatState } from '@/lib/client/chat/chat-state'
import { chatWith, threadId } from './chat-fixture'

/** A chat whose state a test sets; it can only be looked at. Without a first state it is empty. */
export const createOpenChat = (
  id = threadId,
  first = chatWith(undefined),
): ChatSession & { setState(state: ChatState): void } => {
  const listeners = new Set<() => void>()
  let state: ChatState = first
  const nothing = () => undefined
  return {
    threadId: id,
    getState: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    setState: (next) => {
      state = next
      for (const listener of listeners) listener()
    },
    send: nothing,
    stop: nothing,
    newVersion: nothing,
    choose: nothing,
    unqueue: nothing,
    retitle: nothing,
    reconnect: nothing,
    dismissFailure: nothing,
    dismissBufferingNotice: nothing,
    loadEarlier: nothing,
    preload: nothing,
  }
}
