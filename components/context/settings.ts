import { useSyncExternalStore } from 'react'
import { createListeners } from '@/lib/client/store/create-store'
import { readStored, writeStored } from '@/lib/client/store/device-storage'

/** How a person wants the screen to be, on this device. */
export type Settings = {
  /** Steps do not fold by themselves. */
  keepStepsOpen: boolean
  /** An answer is shown when it is complete, not as it is written. */
  wholeAnswers: boolean
  /** `/`, `?`, `J` and `K` act on their own. */
  letterKeys: boolean
  /** A run that ends in a hidden tab sends a notification, if the browser allows it. */
  notify: boolean
  /** After an answer come questions to go on with, and a new chat gets a title. */
  suggestFollowUps: boolean
}

/** The settings of whoever has changed none. */
export const usualSettings: Settings = {
  keepStepsOpen: false,
  wholeAnswers: false,
  letterKeys: true,
  notify: false,
  suggestFollowUps: true,
}

/** What is kept on the device, which another version of the app or a person may have written; never throws. */
export const parseSettings = (text: string | undefined): Settings => {
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
    suggestFollowUps: of('suggestFollowUps'),
  }
}

/** The settings as they are now, for code outside of React. */
export const readSettings = (): Settings => {
  current ??= parseSettings(readStored(storageKey))
  return current
}

/** Changes some settings, on screen at once and on this device. */
export const changeSettings = (change: Partial<Settings>): void => {
  current = { ...readSettings(), ...change }
  writeStored(storageKey, JSON.stringify(current))
  listeners.notify()
}

/** The server draws nothing that a setting changes, so what it does not know is not seen. */
export const useSettings = (): Settings => useSyncExternalStore(subscribe, readSettings, () => usualSettings)

const storageKey = 'settings'
const listeners = createListeners()
let current: Settings | undefined

const parseObject = (text: string | undefined): object => {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

const subscribe = (onChange: () => void): (() => void) => {
  const unsubscribe = listeners.add(onChange)
  if (listeners.size === 1) addEventListener('storage', onStorage)
  return () => {
    unsubscribe()
    if (listeners.size === 0) removeEventListener('storage', onStorage)
  }
}

/** Another tab has changed them; `null` stands for all that was kept. */
const onStorage = ({ key }: StorageEvent): void => {
  if (key !== storageKey && key !== null) return
  current = undefined
  listeners.notify()
}
