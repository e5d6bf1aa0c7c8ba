import { useState, useSyncExternalStore } from 'react'
import type { ValueStore } from './create-store'

/**
 * The state of a store, for React. A store begins its work when it is first subscribed to, which happens only in the browser, so what
 * the server renders and what the browser takes over are the same first state.
 */
export const useStore = <State>({ getState, subscribe }: Pick<ValueStore<State>, 'getState' | 'subscribe'>): State => {
  const [first] = useState(getState)
  return useSyncExternalStore(subscribe, getState, () => first)
}
