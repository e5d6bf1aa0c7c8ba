import type { ThreadRequests } from '@/lib/client/api/thread-requests'
import type { Schedule } from '@/lib/client/timing/schedule'
import { toAppError } from '@/lib/protocol/error'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { Windows } from './other-windows'
import type { ThreadListReader } from './thread-list-reader'
import type { ThreadNews } from './thread-list-state'
import type { ThreadListStore } from './thread-list-store'

type ThreadChangesOptions = {
  store: ThreadListStore
  reader: ThreadListReader
  requests: ThreadRequests
  windows: Windows
  schedule: Schedule
  now(): Ms
}

/** `settled` says whether the server has deleted it, and never rejects. */
type Deletion = { threadId: ThreadId; title: string; settled: Promise<boolean> }

/** How long a deletion can be taken back. The server keeps it for longer. */
const undoMs = 8_000

/** Renames, deletes, brings back and marks conversations: shown at once, then sent to the server, then passed on to the other windows. */
export class ThreadChanges {
  readonly #options: ThreadChangesOptions
  /** The last renaming of each thread; it never rejects. Two of one thread reach the server in order. */
  readonly #renamings = new Map<ThreadId, Promise<void>>()
  /** What can be taken back, the last one at the end. */
  #deletions: Deletion[] = []

  constructor(options: ThreadChangesOptions) {
    this.#options = options
  }

  readonly rename = (threadId: ThreadId, title: string): void => {
    const { store } = this.#options
    const before = this.#renamings.get(threadId) ?? Promise.resolve()
    const release = store.holdTitle(threadId, title)
    const renaming: Promise<void> = before
      .then(() => this.#rename(threadId, title, release))
      .finally(() => {
        if (this.#renamings.get(threadId) === renaming) this.#renamings.delete(threadId)
      })
    this.#renamings.set(threadId, renaming)
    store.notify({}, 'rename')
  }

  readonly retitle = (threadId: ThreadId, title: string): void => {
    const { store, windows } = this.#options
    const known = store.find(threadId)
    if (!known || known.title === title) return
    store.put({ ...known, title })
    store.notify()
    windows.notify({ threadId, what: 'changed' })
  }

  readonly remove = (threadId: ThreadId): void => {
    const { store, schedule } = this.#options
    const title = store.find(threadId)?.title ?? ''
    store.hide(threadId)
    const deletion: Deletion = { threadId, title, settled: this.#remove(threadId) }
    this.#setDeletions([...this.#deletions, deletion])
    schedule(undoMs, () => {
      if (!this.#deletions.includes(deletion)) return
      this.#setDeletions(this.#deletions.filter((each) => each !== deletion))
      store.notify()
    })
    store.notify({}, 'delete')
  }

  readonly undo = async (): Promise<ThreadId | undefined> => {
    const deletion = this.#deletions.at(-1)
    if (!deletion) return undefined
    this.#setDeletions(this.#deletions.slice(0, -1))
    return this.#restore(deletion)
  }

  readonly touch = (threadId: ThreadId, { title, state, isFromHere }: ThreadNews): void => {
    const { store, reader, windows, now } = this.#options
    const known = store.find(threadId)
    if (!store.getState().loading) store.put({ threadId, title: known?.title ?? title, updatedAt: now(), state })
    store.notify()
    if (isFromHere) windows.notify({ threadId, what: 'changed' })
    if (state === 'seen') void this.#sendSeen(threadId, isFromHere).then(() => reader.read())
    else void reader.read()
  }

  readonly markSeen = (threadId: ThreadId): void => {
    const { store } = this.#options
    const known = store.find(threadId)
    if (known) store.put({ ...known, state: 'seen' })
    store.notify()
    void this.#sendSeen(threadId, true)
  }

  async #rename(threadId: ThreadId, title: string, release: () => void): Promise<void> {
    const { store, reader, requests, windows } = this.#options
    try {
      store.put(await requests.change(threadId, { title }))
      windows.notify({ threadId, what: 'changed' })
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      const words =
        code === 'bad-request' ? `The chat could not be renamed: ${message}` : `The chat could not be renamed. ${message}`
      if (code === 'not-found') store.hide(threadId)
      store.fail('rename', code === 'not-found' ? message : words, () => this.rename(threadId, title))
    }
    release()
    store.notify()
    reader.rereadIfReading()
  }

  /** Resolves with whether the server has deleted it. */
  async #remove(threadId: ThreadId): Promise<boolean> {
    const { store, requests, windows } = this.#options
    try {
      await requests.remove(threadId)
      windows.notify({ threadId, what: 'deleted' })
      return true
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      if (code === 'not-found') return true
      store.unhide(threadId)
      this.#setDeletions(this.#deletions.filter((each) => each.threadId !== threadId))
      store.fail('delete', `The chat could not be deleted. ${message}`, () => this.remove(threadId))
      return false
    }
  }

  async #restore(deletion: Deletion): Promise<ThreadId | undefined> {
    const { store, reader, requests, windows } = this.#options
    const { threadId, settled } = deletion
    store.unhide(threadId)
    store.notify({}, 'restore')
    try {
      // One that was not deleted is there as it was.
      if (await settled) {
        store.put(await requests.restore(threadId))
        windows.notify({ threadId, what: 'restored' })
      }
    } catch (thrown) {
      store.hide(threadId)
      const { code, message } = toAppError(thrown)
      const words = code === 'not-found' ? message : `The chat could not be restored. ${message}`
      store.fail('restore', words, () => void this.#restore(deletion))
      return undefined
    }
    store.notify()
    reader.rereadIfReading()
    return threadId
  }

  /** No person asked for this, so a failure is silent: the dot comes back, and the next time it is shown it is sent again. */
  async #sendSeen(threadId: ThreadId, alsoWindows: boolean): Promise<void> {
    const { store, reader, requests, windows } = this.#options
    try {
      store.put(await requests.change(threadId, { seen: true }))
      if (alsoWindows) windows.notify({ threadId, what: 'changed' })
      store.notify()
    } catch {
      // The list is read anew in any case, as said above.
    }
    reader.rereadIfReading()
  }

  #setDeletions(deletions: Deletion[]): void {
    this.#deletions = deletions
    const last = deletions.at(-1)
    this.#options.store.setDeleted(last && { threadId: last.threadId, title: last.title })
  }
}
