import { useSyncExternalStore } from 'react'
import { createListeners } from '@/lib/client/store/create-store'

/**
 * The path of the address; `pathOnServer` is the one that the page was asked for by. Going from chat to chat is an entry in the
 * history and nothing is mounted anew; Next keeps such entries working for Back, Forward and reload. See decision 026, also for why
 * this is not `usePathname`.
 */
export const usePath = (pathOnServer: string): string =>
  useSyncExternalStore(
    subscribe,
    () => location.pathname,
    () => pathOnServer,
  )

/**
 * A new entry in the history; none when the page is already there.
 * @param isByPerson False where nobody chose to go: what is on screen has an address from now on
 */
export const goTo = (path: string, { isByPerson = true } = {}): void => {
  if (isByPerson) choices.notify()
  if (location.pathname === path) return
  // What lay over the page goes with this: its entry in the history becomes the new one's.
  if (history.state?.over) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  changes.notify()
}

/** Calls back when a person chooses where to go, also to where the page is, or goes back or forward; what it returns ends that. */
export const onGoTo = (onChoice: () => void): (() => void) => {
  let path = location.pathname
  const onChange = () => {
    path = location.pathname
  }
  const onMove = () => {
    if (location.pathname === path) return
    onChange()
    onChoice()
  }
  const unsubscribe = [choices.add(onChoice), changes.add(onChange)]
  addEventListener('popstate', onMove)
  return () => {
    for (const each of unsubscribe) each()
    removeEventListener('popstate', onMove)
  }
}

const choices = createListeners()
const changes = createListeners()

/** Calls back after `goTo` has changed the address; what it returns ends that. */
export const onAddressChange = changes.add

const subscribe = (onChange: () => void): (() => void) => {
  const unsubscribe = changes.add(onChange)
  addEventListener('popstate', onChange)
  return () => {
    unsubscribe()
    removeEventListener('popstate', onChange)
  }
}
