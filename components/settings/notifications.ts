/** Why the system cannot be asked to tell of a run. */
export type NotifyRefusal = 'unsupported' | 'denied'

/** Whether notifications can come at all in this browser. */
export const canNotify = (): boolean => typeof Notification !== 'undefined'

/** Whether they come when the setting says so. */
export const isAllowed = (): boolean => canNotify() && Notification.permission === 'granted'

/**
 * Asks the person, by the browser's own question; only for a press. Some browsers know notifications and still have
 * none for a page (Chrome on Android), which only trying shows.
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

/** One notification a run, also when several tabs show it. A press brings the tab to the front. */
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
