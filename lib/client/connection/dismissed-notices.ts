import { readStored, writeStored } from '@/lib/client/store/device-storage'

const storageKey = 'told-held-back'

/** Whether the notice that streams are buffered on the way was dismissed in this browser: once is enough. */
export const wasBufferingDismissed = (): boolean => readStored(storageKey) !== undefined

/** Remembers on this device that the notice about buffered streams was dismissed. */
export const dismissBuffering = (): void => writeStored(storageKey, 'yes')
