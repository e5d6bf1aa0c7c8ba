/**
 * Settles as the promise does, or rejects with `reason()` as soon as the signal aborts, so that who does not listen to it
 * holds nothing up. No listener is left behind: Node 20 keeps a combined signal that has one for ever, and all it leads to.
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reason: () => unknown = () => signal.reason,
): Promise<T> {
  let abort: () => void = () => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(reason())
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
