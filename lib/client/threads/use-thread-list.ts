import { useState, useSyncExternalStore } from 'react'
import type { ThreadList, ThreadListState } from './thread-list-state'

/** The state of the list of conversations, for React; as with `useChat`, server and browser begin with the same. */
export const useThreadList = (list: ThreadList): ThreadListState => {
  const [first] = useState(list.getState)
  return useSyncExternalStore(list.subscribe, list.getState, () => first)
}
