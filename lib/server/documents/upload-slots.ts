import { EventEmitter, once } from 'node:events'
import { AppError } from '@/lib/protocol/error'

/** How many files may be on their way at once, each being held in memory until it is kept; and how many requests wait to begin. */
const most = { inAll: 12, anAddress: 3, waiting: 50 }
const patienceMs = 20_000

/** The address of each file that is on its way. */
const inUse: string[] = []
const places = new EventEmitter().setMaxListeners(most.waiting)

/**
 * Does what a file needs while it has one of the places, which is waited for. Throws `rate-limited` where none comes free, and the reason of
 * `signal` where whoever sends it is gone meanwhile.
 */
export async function withUploadSlot<T>(address: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  while (!hasPlace(address)) await untilOneIsFree(signal, patience)
  inUse.push(address)
  try {
    return await work()
  } finally {
    inUse.splice(inUse.indexOf(address), 1)
    places.emit('free')
  }
}

const hasPlace = (address: string): boolean =>
  inUse.length < most.inAll && inUse.filter((each) => each === address).length < most.anAddress

async function untilOneIsFree(signal: AbortSignal, patience: AbortSignal): Promise<void> {
  const isCrowded = places.listenerCount('free') >= most.waiting
  if (!isCrowded && (await once(places, 'free', { signal: patience }).catch(() => false))) return
  signal.throwIfAborted()
  throw new AppError('rate-limited', { retryAfterMs: 3000, message: 'Other files are on their way. Try again in a moment.' })
}
