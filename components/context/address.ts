import { useSyncExternalStore } from 'react'

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
  if (isWish) for (const onWish of wishes) onWish()
  if (location.pathname === path) return
  // What lay over the page goes with this: its entry in the history becomes the new one's.
  if (history.state?.over) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  for (const onChange of readers) onChange()
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
  wishes.add(onWish)
  readers.add(onChange)
  addEventListener('popstate', onMove)
  return () => {
    wishes.delete(onWish)
    readers.delete(onChange)
    removeEventListener('popstate', onMove)
  }
}

const wishes = new Set<() => void>()
const readers = new Set<() => void>()

const subscribe = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  addEventListener('popstate', onChange)
  return () => {
    readers.delete(onChange)
    removeEventListener('popstate', onChange)
  }
}
