import { useSyncExternalStore } from 'react'
import { createStore } from '@/lib/client/store/create-store'

/** The dialogs that can be opened from anywhere. */
export type DialogName = 'menu' | 'shortcuts' | 'settings' | 'own-model'

/** One at a time; opening another closes the one before. */
export const openDialog = (name: DialogName): void => opened.setState(name)

/** Closes only that one: another may have been opened meanwhile. */
export const closeDialog = (name: DialogName): void => {
  if (opened.getState() === name) opened.setState(undefined)
}

/** The dialog that is open; `undefined` where none is, and on the server. */
export const useOpenedDialog = (): DialogName | undefined =>
  useSyncExternalStore(opened.subscribe, opened.getState, () => undefined)

const opened = createStore<DialogName | undefined>(undefined)
