import { useSyncExternalStore } from 'react'

export type DialogName = 'menu' | 'shortcuts' | 'settings' | 'own-model'

/** One at a time; opening another closes the one before. */
export const openDialog = (name: DialogName): void => become(name)

/** Only that one: another may have been opened meanwhile. */
export const closeDialog = (name: DialogName): void => {
  if (opened === name) become(undefined)
}

export const useOpenedDialog = (): DialogName | undefined =>
  useSyncExternalStore(
    subscribe,
    () => opened,
    () => undefined,
  )

let opened: DialogName | undefined
const readers = new Set<() => void>()

const become = (next: DialogName | undefined): void => {
  opened = next
  for (const onChange of readers) onChange()
}

const subscribe = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  return () => readers.delete(onChange)
}
