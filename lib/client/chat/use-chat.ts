import { useState, useSyncExternalStore } from 'react'
import type { ChatSession, ChatState } from './chat-state'

/**
 * The state of a chat, for React. The chat begins its work when it is first subscribed to, which happens only in the
 * browser, so what the server renders and what the browser takes over are the same first state.
 */
export const useChat = (chat: ChatSession): ChatState => {
  const [first] = useState(chat.getState)
  return useSyncExternalStore(chat.subscribe, chat.getState, () => first)
}
