import type { Ms } from '@/lib/protocol/event'

/** Calls back once after `ms`, unless the returned function is called before. Tests pass a clock of their own. */
export type Schedule = (ms: Ms, callback: () => void) => () => void

/** The schedule of the real clock, by `setTimeout`. */
export const scheduleTimeout: Schedule = (ms, callback) => {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

/** Resolves after `ms`, or at once when `signal` is aborted or `onWake` calls; never rejects. */
export const pause = (
  ms: Ms,
  { schedule, onWake, signal }: { schedule: Schedule; onWake?: OnWake | undefined; signal?: AbortSignal | undefined },
): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      cancel()
      unsubscribe?.()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = schedule(ms, finish)
    const unsubscribe = onWake?.(finish)
    signal?.addEventListener('abort', finish)
    if (signal?.aborted) finish()
  })

/** Calls back each time it is worth trying again at once: back online, shown again, or asked by a person. */
export type OnWake = (callback: () => void) => () => void
