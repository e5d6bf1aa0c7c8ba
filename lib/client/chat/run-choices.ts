import { createListeners } from '@/lib/client/store/create-store'
import { readStored, writeStored } from '@/lib/client/store/device-storage'
import { efforts } from '@/lib/protocol/model-offer'
import { runModes } from '@/lib/protocol/run-mode'

/** What a person wants of the runs to come, on this device: nothing, or one of some values. */
type RunChoice<Value extends string> = {
  read(): Value | undefined
  change(value: Value | undefined): void
  subscribe(onChange: () => void): () => void
}

const createChoice = <Value extends string>(storageKey: string, values: readonly Value[]): RunChoice<Value> => {
  const listeners = createListeners()
  let isRead = false
  let current: Value | undefined
  return {
    read() {
      if (!isRead) {
        isRead = true
        current = values.find((value) => value === readStored(storageKey))
      }
      return current
    },
    change(value) {
      isRead = true
      current = value
      writeStored(storageKey, value)
      listeners.notify()
    },
    subscribe: listeners.add,
  }
}

/** How long models are to think; nothing where each is to decide for itself. */
export const effortChoice = createChoice('effort', efforts)
/** How questions are gone about; nothing for the usual way. */
export const modeChoice = createChoice('mode', runModes)
