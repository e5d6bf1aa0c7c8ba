import { useSyncExternalStore } from 'react'
import { createStore } from '@/lib/client/store/create-store'

/** The dialogs that can be opened from anywhere. */
export type DialogName = 'menu' | 'shortcuts' | 'settings' | 'own-model'

/** A dialog as it was opened; each time is an object of its own. */
export type OpenedDialog = { name: DialogName; id: number }

let lastId = 0

/**
 * One at a time; opening another closes the one before. The same one opens anew: it may be closing just now, which its element
 * reports only later.
 */
export const openDialog = (name: DialogName): void => {
  lastId += 1
  opened.setState({ name, id: lastId })
}

/** Closes only that one: another may have been opened meanwhile. */
export const closeDialog = (dialog: OpenedDialog): void => {
  if (opened.getState() === dialog) opened.setState(undefined)
}

/** The dialog that is open; `undefined` where none is, and on the server. */
export const useOpenedDialog = (): OpenedDialog | undefined =>
  useSyncExternalStore(opened.subscribe, opened.getState, () => undefined)

const opened = createStore<OpenedDialog | undefined>(undefined)
