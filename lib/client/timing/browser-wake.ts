import type { OnWake } from './schedule'

/** The browser is online again, or the tab is shown again or comes to the front. */
export const onBrowserWake: OnWake = (callback) => {
  if (typeof window === 'undefined') return () => undefined
  const whenShown = () => {
    if (document.visibilityState === 'visible') callback()
  }
  window.addEventListener('online', callback)
  window.addEventListener('focus', callback)
  document.addEventListener('visibilitychange', whenShown)
  return () => {
    window.removeEventListener('online', callback)
    window.removeEventListener('focus', callback)
    document.removeEventListener('visibilitychange', whenShown)
  }
}

/** False only where the browser is sure that there is no network. */
export const isBrowserOnline = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false

/** False while the tab is hidden. */
export const isBrowserShown = (): boolean => typeof document === 'undefined' || document.visibilityState === 'visible'
