import { createListeners } from '@/lib/client/store/create-store'
import { readStored, writeStored } from '@/lib/client/store/device-storage'
import { type Effort, efforts } from '@/lib/protocol/model-offer'

/** How long a person wants models to think, on this device; nothing where each model is to decide for itself. */
export const readEffort = (): Effort | undefined => {
  if (!isRead) {
    isRead = true
    current = efforts.find((effort) => effort === readStored(storageKey))
  }
  return current
}

export const changeEffort = (effort: Effort | undefined): void => {
  isRead = true
  current = effort
  writeStored(storageKey, effort)
  listeners.notify()
}

const storageKey = 'effort'
const listeners = createListeners()
let isRead = false
let current: Effort | undefined

export const subscribeToEffort = listeners.add
