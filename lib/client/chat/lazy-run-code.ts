import { AppError } from '@/lib/protocol/error'

export type RunCode = typeof import('./run-code')

let loading: Promise<RunCode> | undefined
let loaded: RunCode | undefined

/**
 * Loads what a page needs once it has a run: the reader of its events and their fold. The page is there before it, and it is there
 * before a question is written. Throws an `AppError` where it cannot be loaded; the next call tries again.
 */
export const loadRunCode = (): Promise<RunCode> => {
  loading ??= load()
  return loading
}

const load = async (): Promise<RunCode> => {
  try {
    loaded = await import('./run-code')
    return loaded
  } catch (cause) {
    loading = undefined
    throw new AppError('internal', { cause, message: notLoaded })
  }
}

const notLoaded = 'Part of this page could not be loaded. Check your connection and try again.'

/** The same where it has been loaded, as it has wherever a run is on screen that was read. */
export const loadedRunCode = (): RunCode | undefined => loaded
