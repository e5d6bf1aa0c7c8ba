import { useSyncExternalStore } from 'react'

/** How a person wants the screen to be, on this device. */
export type Settings = {
  /** Steps do not fold by themselves. */
  keepStepsOpen: boolean
  /** An answer is shown when it is complete, not as it is written. */
  wholeAnswers: boolean
  /** `/`, `?`, `J` and `K` act on their own. */
  letterKeys: boolean
  /** A run that ends out of sight is told by the system, if that allows it. */
  notify: boolean
}

export const usualSettings: Settings = { keepStepsOpen: false, wholeAnswers: false, letterKeys: true, notify: false }

/** What is kept on the device, which another version of the app or a person may have written; never throws. */
export const parseSettings = (text: string | null): Settings => {
  const kept = parseObject(text)
  const of = (name: keyof Settings): boolean => {
    const value: unknown = Reflect.get(kept, name)
    return typeof value === 'boolean' ? value : usualSettings[name]
  }
  return {
    keepStepsOpen: of('keepStepsOpen'),
    wholeAnswers: of('wholeAnswers'),
    letterKeys: of('letterKeys'),
    notify: of('notify'),
  }
}

/** As they are now, for what is no component. */
export const readSettings = (): Settings => {
  current ??= parseSettings(load())
  return current
}

export const changeSettings = (change: Partial<Settings>): void => {
  current = { ...readSettings(), ...change }
  try {
    localStorage.setItem(storageKey, JSON.stringify(current))
  } catch {
    // Storage is blocked or full: the setting holds until the page is left.
  }
  for (const onChange of readers) onChange()
}

/** The server draws nothing that a setting changes, so what it does not know is not seen. */
export const useSettings = (): Settings => useSyncExternalStore(subscribe, readSettings, () => usualSettings)

const storageKey = 'settings'
const readers = new Set<() => void>()
let current: Settings | undefined

const load = (): string | null => {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // Storage is blocked: as usual.
  }
}

const parseObject = (text: string | null): object => {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

const subscribe = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  if (readers.size === 1) addEventListener('storage', onStorage)
  return () => {
    readers.delete(onChange)
    if (readers.size === 0) removeEventListener('storage', onStorage)
  }
}

/** Another tab has changed them; `null` stands for all that was kept. */
const onStorage = ({ key }: StorageEvent): void => {
  if (key !== storageKey && key !== null) return
  current = undefined
  for (const onChange of readers) onChange()
}
