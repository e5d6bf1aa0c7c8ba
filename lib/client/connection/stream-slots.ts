/** The right to hold one stream open, until it is given back. */
export type StreamSlot = { release(): void }

/** Shares out the streams that all tabs together may hold. */
export type StreamSlots = {
  /** A slot if one is free right now. Never rejects. */
  take(): Promise<StreamSlot | undefined>
}

/**
 * A browser opens six connections to a host over HTTP/1.1, for all of its tabs together. Half of them may be held by
 * streams; the rest is for pages, questions and short polls.
 */
const maxStreams = 3

const freely: StreamSlot = { release: () => undefined }

/** A slot for whoever asks, as in a terminal or a test, where no other tab wants one. */
export const unlimitedSlots: StreamSlots = { take: async () => freely }

/** Slots shared by the tabs of this browser, by Web Locks; without limit where there are none, or where none is needed. */
export const browserSlots: StreamSlots = {
  take: async () => {
    if (typeof navigator === 'undefined' || typeof document === 'undefined' || isMultiplexed()) return freely
    // Not there on plain HTTP, but for localhost.
    const locks: LockManager | undefined = navigator.locks
    return locks ? createLockSlots(locks).take() : freely
  },
}

/** Three slots that are shared by all tabs with the same `locks`, which are Web Locks; a tab that ends gives its slots back. */
export const createLockSlots = (locks: Pick<LockManager, 'request'>): StreamSlots => ({
  take: async () => {
    for (let number = 1; number <= maxStreams; number += 1) {
      const slot = await takeLock(locks, `unfold-stream-${number}`)
      if (slot) return slot
    }
    return undefined
  },
})

/** A lock is held for as long as the promise is pending that its callback returned; a tab that ends loses its locks. */
const takeLock = (locks: Pick<LockManager, 'request'>, name: string): Promise<StreamSlot | undefined> =>
  new Promise((resolve) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (lock) return new Promise((release) => resolve({ release: () => release() }))
      resolve(undefined)
      return undefined
    }
    // It rejects where a page may have no locks at all: in a frame of nobody's, say.
    locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(freely))
  })

/** Over HTTP/2 and 3 all requests share one connection. */
const isMultiplexed = (): boolean =>
  performance
    .getEntriesByType('navigation')
    .some((entry) => 'nextHopProtocol' in entry && (entry.nextHopProtocol === 'h2' || entry.nextHopProtocol === 'h3'))
