import { isRecord } from '@/lib/protocol/is-record'

/**
 * A page lives on while the one that takes its place is on its way, and a new chat may get its address in that time. Who reloads a moment
 * after asking, or goes back and returns, is then at the address before that: a blank new chat. So a page that is left keeps where it was
 * at last, and where it was when leaving it began, as far as the browser tells.
 * @returns Ends that
 */
export const keepLeftAddress = (): (() => void) => {
  let from: string | undefined
  const onLeaving = () => {
    from = location.pathname
  }
  const onLeft = () => write(JSON.stringify({ from, to: location.pathname }))
  addEventListener('beforeunload', onLeaving)
  addEventListener('pagehide', onLeft)
  return () => {
    removeEventListener('beforeunload', onLeaving)
    removeEventListener('pagehide', onLeft)
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
