import { EventEmitter, once } from 'node:events'
import { AppError } from '@/lib/protocol/error'

/** How many files may be read and kept at once, and how many wait for that. */
const most = { inAll: 12, anAddress: 3, waiting: 50 }
/** How much of files that are on their way, wait or are read is held in memory; one may be 20 MB long. */
const mostBytes = { inAll: 256 * 1024 * 1024, anAddress: 80 * 1024 * 1024 }
const patienceMs = 20_000

/** The address of each file that is read. */
const inUse: string[] = []
const places = new EventEmitter().setMaxListeners(most.waiting)

const heldBytes = new Map<string, number>()

/**
 * Does something with a file whose bytes are counted as they come, by the function that `work` is given. That throws `rate-limited` where
 * an address, or all together, would hold too many. A slow connection takes no place while its bytes come: it holds what has come, and
 * keeps nobody out.
 */
export async function withHeldBytes<T>(address: string, work: (onBytes: (count: number) => void) => Promise<T>): Promise<T> {
  let held = 0
  const hold = (count: number): void => {
    held += count
    const ofAddress = (heldBytes.get(address) ?? 0) + count
    if (ofAddress === 0) heldBytes.delete(address)
    else heldBytes.set(address, ofAddress)
  }
  const onBytes = (count: number): void => {
    const inAll = [...heldBytes.values()].reduce((sum, each) => sum + each, count)
    if (inAll > mostBytes.inAll || (heldBytes.get(address) ?? 0) + count > mostBytes.anAddress) throw tooMany()
    hold(count)
  }
  try {
    return await work(onBytes)
  } finally {
    hold(-held)
  }
}

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
  throw tooMany()
}

const tooMany = (): AppError =>
  new AppError('rate-limited', { retryAfterMs: 3000, message: 'Other files are on their way. Try again in a moment.' })
