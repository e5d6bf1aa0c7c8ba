import { apiFetch } from '@/lib/client/api/api-fetch'
import { createThreadRequests } from '@/lib/client/api/thread-requests'
import { whileSubscribed } from '@/lib/client/store/create-store'
import { isBrowserShown, onBrowserWake } from '@/lib/client/timing/browser-wake'
import { type OnWake, type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'
import { otherWindows, type ThreadChange, type Windows } from './other-windows'
import { ThreadChanges } from './thread-changes'
import { ThreadListReader } from './thread-list-reader'
import type { ThreadList } from './thread-list-state'
import { ThreadListStore } from './thread-list-store'
import { createThreadSearch } from './thread-search'

export type ThreadListOptions = {
  /** Where the app is, for readers outside of its pages. */
  baseUrl?: string
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onWake?: OnWake
  /** Whether the tab is shown: a hidden one sends no request by itself. */
  isShown?: () => boolean
  windows?: Windows
}

/**
 * The list of conversations outside of React. The store holds its state, the reader reads it, and the changes rename, delete
 * and mark. It does nothing until it is first subscribed to.
 */
export const createThreadList = (options: ThreadListOptions = {}): ThreadList => {
  const { baseUrl = '', fetch = apiFetch, now = Date.now, schedule = scheduleTimeout } = options
  const { onWake = onBrowserWake, isShown = isBrowserShown, windows = otherWindows } = options
  const store = new ThreadListStore()
  const requests = createThreadRequests({ baseUrl, fetch })
  const reader = new ThreadListReader({ store, requests, schedule, isShown })
  const changes = new ThreadChanges({ store, reader, requests, windows, schedule, now })
  const search = createThreadSearch({
    find: requests.find,
    schedule,
    onChange: (found) => {
      store.setFound(found)
      store.notify()
    },
    onFailure: () => store.fail('search', 'The search failed.', () => search.again()),
  })

  const onOtherWindow = (change: ThreadChange): void => {
    if (change.what === 'deleted') store.hide(change.threadId)
    if (change.what === 'restored') store.unhide(change.threadId)
    store.notify()
    // A hidden tab reads when it is shown again.
    if (isShown()) void reader.read()
  }
  const open = () => {
    const unsubscribeWake = onWake(() => reader.readIfIdle())
    const unsubscribeWindows = windows.onChange(onOtherWindow)
    void reader.read()
    return () => {
      unsubscribeWake()
      unsubscribeWindows()
      reader.close()
    }
  }

  return {
    getState: store.getState,
    subscribe: whileSubscribed(store, open),
    loadMore: () => reader.readMore(),
    search(text) {
      if (store.getState().failure?.what === 'search') store.dismissFailure()
      search.write(text)
    },
    rename: changes.rename,
    retitle: changes.retitle,
    remove: changes.remove,
    undo: changes.undo,
    touch: changes.touch,
    markSeen: changes.markSeen,
    tryAgain: store.tryAgain,
    dismissFailure: store.dismissFailure,
  }
}
