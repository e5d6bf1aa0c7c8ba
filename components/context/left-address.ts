import { isRecord } from '@/lib/protocol/is-record'
import { onAddressChange } from './address'

/**
 * A page lives on while the one that takes its place is on its way, and for some moments after it was told that it is left. A new chat may
 * get its address in that time, and who reloads a moment after asking, or goes back and returns, is at the address before that: a blank
 * new chat. So a page that is left keeps where it is now, and where it was when leaving it began.
 * @returns Ends that
 */
export const keepLeftAddress = (): (() => void) => {
  let from: string | undefined
  const keep = () => {
    if (from !== undefined) write(JSON.stringify({ from, to: location.pathname }))
  }
  const onLeaving = () => {
    from = location.pathname
  }
  const onLeft = () => {
    // Not every browser tells when leaving begins.
    from ??= location.pathname
    keep()
  }
  const onBack = () => {
    from = undefined
  }
  // Only a blank new chat is left so, and browsers keep no page for Back that listens to this.
  const listen = () => {
    if (location.pathname === '/') addEventListener('beforeunload', onLeaving)
    else removeEventListener('beforeunload', onLeaving)
  }
  listen()
  const unsubscribe = onAddressChange(() => {
    keep()
    listen()
  })
  addEventListener('popstate', listen)
  addEventListener('pagehide', onLeft)
  addEventListener('pageshow', onBack)
  return () => {
    unsubscribe()
    removeEventListener('beforeunload', onLeaving)
    removeEventListener('popstate', listen)
    removeEventListener('pagehide', onLeft)
    removeEventListener('pageshow', onBack)
  }
}

/** The chat that got its address while the page before this one was being left, for this address. It is told once. */
export const takeLeftAddress = (): string | undefined => {
  const left = read()
  if (!isRecord(left)) return undefined
  const { from, to } = left
  const isStarted = typeof to === 'string' && to.startsWith('/chat/') && location.pathname === '/'
  return isStarted && (isReload() || from === '/') ? to : undefined
}

/** Nothing else is loaded anew at an address where the page before it was not. */
const isReload = (): boolean => {
  const [navigation] = performance.getEntriesByType('navigation')
  return navigation !== undefined && 'type' in navigation && navigation.type === 'reload'
}

/** Of this window, and as long as it is open. */
const name = 'left-address'

const write = (value: string): void => {
  try {
    sessionStorage.setItem(name, value)
  } catch {
    // Storage is blocked: the chat is in the list.
  }
}

const read = (): unknown => {
  try {
    const left = JSON.parse(sessionStorage.getItem(name) ?? 'null')
    sessionStorage.removeItem(name)
    return left
  } catch {
    return undefined // As above.
  }
}
