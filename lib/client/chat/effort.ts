import { type Effort, efforts } from '@/lib/protocol/model-offer'

/** How long a person wants models to think, on this device; nothing where each model is to decide for itself. */
export const readEffort = (): Effort | undefined => {
  if (!isRead) {
    isRead = true
    current = efforts.find((effort) => effort === load())
  }
  return current
}

export const changeEffort = (effort: Effort | undefined): void => {
  isRead = true
  current = effort
  try {
    if (effort === undefined) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, effort)
  } catch {
    // Storage is blocked or full: the choice holds until the page is left.
  }
  for (const onChange of readers) onChange()
}

export const subscribeToEffort = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  return () => readers.delete(onChange)
}

const storageKey = 'effort'
const readers = new Set<() => void>()
let isRead = false
let current: Effort | undefined

const load = (): string | null => {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // Storage is blocked, or there is none, as in a terminal.
  }
}
