import { useSyncExternalStore } from 'react'
import { createListeners } from '@/lib/client/store/create-store'

/**
 * The address as state. The screen for `/` and for `/chat/…` is one component, so going between them is an entry in
 * the history and nothing is mounted anew; Next keeps such entries working for back, forward and reload.
 */
export const usePath = (pathOnServer: string): string =>
  useSyncExternalStore(
    subscribe,
    () => location.pathname,
    () => pathOnServer,
  )

/**
 * A new entry in the history; none when the page is already there.
 * @param isWish False where nobody wanted to go: what is on screen has an address from now on
 */
export const goTo = (path: string, { isWish = true } = {}): void => {
  if (isWish) wishes.notify()
  if (location.pathname === path) return
  // What lay over the page goes with this: its entry in the history becomes the new one's.
  if (history.state?.over) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  changes.notify()
}

/** Calls back when the page is told to go somewhere, also to where it is; what it returns ends that. */
export const onGoTo = (onWish: () => void): (() => void) => {
  let path = location.pathname
  const onChange = () => {
    path = location.pathname
  }
  const onMove = () => {
    if (location.pathname === path) return
    onChange()
    onWish()
  }
  const unsubscribe = [wishes.add(onWish), changes.add(onChange)]
  addEventListener('popstate', onMove)
  return () => {
    for (const each of unsubscribe) each()
    removeEventListener('popstate', onMove)
  }
}

const wishes = createListeners()
const changes = createListeners()

const subscribe = (onChange: () => void): (() => void) => {
  const unsubscribe = changes.add(onChange)
  addEventListener('popstate', onChange)
  return () => {
    unsubscribe()
    removeEventListener('popstate', onChange)
  }
}
