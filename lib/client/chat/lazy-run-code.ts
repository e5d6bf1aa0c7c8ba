import { AppError } from '@/lib/protocol/error'

type RunCode = typeof import('./run-code')

let loading: Promise<RunCode> | undefined

/**
 * Loads what a page needs once it has a run: the reader of its events and their fold. The page is there before it, and it is there
 * before a question is written. Throws an `AppError` where it cannot be loaded; the next call tries again.
 */
export const loadRunCode = (): Promise<RunCode> => {
  loading ??= import('./run-code').catch((cause) => {
    loading = undefined
    throw new AppError('internal', {
      cause,
      message: 'Part of this page could not be loaded. Check your connection and try again.',
    })
  })
  return loading
}
