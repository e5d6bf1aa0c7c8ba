import { createStore } from '@/lib/client/store/create-store'
import { type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'

/** A file that was removed and can still be brought back. */
export type Removal = {
  key: string
  name: string
  /** Puts it back where it was. */
  undo(): void
  /** Deletes it where it is kept; called once, when it can no longer be brought back. */
  settle(): Promise<void>
}

/** What was removed and can be brought back for a while. */
export type Removals = {
  /** The last one at the end. */
  getState(): readonly Removal[]
  subscribe(onChange: () => void): () => void
  add(removal: Removal): void
  undo(key: string): void
  /** All of them are for good now; resolves when they are deleted, or could not be. `undefined` where there is none. */
  settle(): Promise<unknown> | undefined
}

/** How long a removal can be taken back; ms. That of a chat is as long. */
const undoMs = 8_000

/** Files are deleted a while after they were removed, and at once where the page is left. */
export const createRemovals = (schedule: Schedule = scheduleTimeout): Removals => {
  const store = createStore<readonly Removal[]>([])
  const setState = (next: readonly Removal[]): void => {
    if (next.length > 0) addEventListener('pagehide', settle)
    else removeEventListener('pagehide', settle)
    store.setState(next)
  }
  const take = (removal: Removal): boolean => {
    const before = store.getState()
    if (!before.includes(removal)) return false
    setState(before.filter((each) => each !== removal))
    return true
  }
  const settle = () => {
    const all = store.getState()
    if (all.length === 0) return undefined
    setState([])
    return Promise.allSettled(all.map((each) => each.settle()))
  }
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    add(removal) {
      setState([...store.getState(), removal])
      schedule(undoMs, () => {
        if (take(removal)) void removal.settle()
      })
    },
    undo(key) {
      const removal = store.getState().find((each) => each.key === key)
      if (removal && take(removal)) removal.undo()
    },
    settle,
  }
}
