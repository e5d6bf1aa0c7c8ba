import { AppError } from '@/lib/protocol/error'

/** How many files may be on their way at once: each is held in memory until it is kept. */
const most = { inAll: 12, anAddress: 3 }

const inUse: string[] = []

/** Does what a file needs while it has one of the places. Throws `rate-limited` where none is free. */
export async function withUploadSlot<T>(address: string, work: () => Promise<T>): Promise<T> {
  if (inUse.length >= most.inAll || inUse.filter((each) => each === address).length >= most.anAddress)
    throw new AppError('rate-limited', { retryAfterMs: 3000, message: 'Other files are on their way. Try again in a moment.' })
  inUse.push(address)
  try {
    return await work()
  } finally {
    inUse.splice(inUse.indexOf(address), 1)
  }
}
