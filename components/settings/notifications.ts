/** Why notifications cannot be switched on. */
export type NotifyRefusal = 'unsupported' | 'denied'

/** Whether this browser supports notifications. */
export const canNotify = (): boolean => typeof Notification !== 'undefined'

/** Whether the browser lets this page show notifications. */
export const isAllowed = (): boolean => canNotify() && Notification.permission === 'granted'

/**
 * Asks for permission with the browser's own prompt, which needs a user gesture. Some browsers have the API but no
 * notifications for pages (Chrome on Android), which only showing one reveals.
 */
export const askToNotify = async (): Promise<NotifyRefusal | undefined> => {
  if (!canNotify()) return 'unsupported'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  try {
    new Notification('Notifications are on', { tag: 'unfold-on', silent: true }).close()
    return undefined
  } catch {
    return 'unsupported'
  }
}

/** Notifies about a run, once even when several tabs show it. A click brings the tab to the front. */
export const notifyOfRun = ({ runId, title, words }: { runId: string; title: string; words: string }): void => {
  if (!isAllowed()) return
  try {
    const notification = new Notification(words, { body: title, tag: `run-${runId}` })
    notification.onclick = () => {
      window.focus()
      notification.close()
    }
  } catch {
    // A browser without notifications for pages; the title and the icon of the tab say the same.
  }
}
