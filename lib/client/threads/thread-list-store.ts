import { createListeners } from '@/lib/client/store/create-store'
import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadSummary } from '@/lib/protocol/thread-summary'
import type { ListFailure, Search, ThreadListState } from './thread-list-state'
import { addPage, keepEqual, type Pages, putThread, renewFirst } from './thread-pages'

/** A title on its way to the server. */
type Renaming = { title: string }

/**
 * Holds what was read of the list and what was changed here before the server has answered, makes the state of both, and
 * notifies its subscribers. It asks the server for nothing.
 */
export class ThreadListStore {
  readonly #listeners = createListeners()
  readonly #renamed = new Map<ThreadId, Renaming>()
  /** Ids are not used again, so what was hidden once may stay so. */
  readonly #hidden = new Set<ThreadId>()
  #pages: Pages = { threads: [] }
  #found: Search | undefined
  #deleted: ThreadListState['deleted']
  #isLoadingMore = false
  #tryAgain: () => void = () => undefined
  #state: ThreadListState = { loading: true, threads: [], hasMore: false, loadingMore: false }

  readonly getState = (): ThreadListState => this.#state

  /** Calls `onChange` after each change of the state; what it returns ends that. */
  readonly subscribe = this.#listeners.add

  get subscribers(): number {
    return this.#listeners.size
  }

  /** What the next older page is asked for with; `undefined` where there is none. */
  get next(): string | undefined {
    return this.#pages.next
  }

  find(threadId: ThreadId): ThreadSummary | undefined {
    const isIt = (thread: ThreadSummary) => thread.threadId === threadId
    return this.#pages.threads.find(isIt) ?? this.#found?.found.find(isIt)
  }

  // Each of these changes what is held; `notify` makes it the state.

  setFirstPage(first: ThreadPage): void {
    this.#pages = renewFirst(this.#pages, first)
    this.#renewFound(first.threads)
  }

  addPage(page: ThreadPage): void {
    this.#pages = addPage(this.#pages, page)
  }

  put(thread: ThreadSummary): void {
    this.#pages = putThread(this.#pages, thread)
    this.#renewFound([thread])
  }

  setFound(search: Search | undefined): void {
    this.#found = search && { ...search, found: keepEqual(this.#found?.found ?? [], search.found) }
  }

  setLoadingMore(isLoadingMore: boolean): void {
    this.#isLoadingMore = isLoadingMore
  }

  hide(threadId: ThreadId): void {
    this.#hidden.add(threadId)
  }

  unhide(threadId: ThreadId): void {
    this.#hidden.delete(threadId)
  }

  /** The deletion that can be taken back, if there is one. */
  setDeleted(deleted: ThreadListState['deleted']): void {
    this.#deleted = deleted
  }

  /** Shows this title whatever is read, until what it returns is called; one set later for the same thread stays. */
  holdTitle(threadId: ThreadId, title: string): () => void {
    const renaming = { title }
    this.#renamed.set(threadId, renaming)
    return () => {
      if (this.#renamed.get(threadId) === renaming) this.#renamed.delete(threadId)
    }
  }

  /** Shows a failure in the place of the one before; `tryAgain` does what failed once more. */
  fail(what: ListFailure['what'], message: string, tryAgain: () => void): void {
    this.#tryAgain = tryAgain
    this.notify({ failure: { what, message }, ...(what === 'read' && { loading: false }) })
  }

  readonly tryAgain = (): void => {
    const tryAgain = this.#tryAgain
    this.dismissFailure()
    tryAgain()
  }

  readonly dismissFailure = (): void => {
    this.#tryAgain = () => undefined
    this.notify({}, this.#state.failure?.what)
  }

  /** Makes the state anew and notifies the subscribers. A failure of the kind `over` is no longer true. */
  notify(change: Partial<Pick<ThreadListState, 'loading' | 'failure'>> = {}, over?: ListFailure['what']): void {
    const { failure: before, loading } = this.#state
    const failure = change.failure ?? (before?.what === over ? undefined : before)
    this.#state = {
      loading: change.loading ?? loading,
      threads: this.#toShown(this.#pages.threads),
      hasMore: this.#pages.next !== undefined,
      loadingMore: this.#isLoadingMore,
      ...(this.#found && { search: { ...this.#found, found: this.#toShown(this.#found.found) } }),
      ...(failure && { failure }),
      ...(this.#deleted && { deleted: this.#deleted }),
    }
    this.#listeners.notify()
  }

  /** What was found is kept as new as the list. */
  #renewFound(fresh: ThreadSummary[]): void {
    if (!this.#found) return
    const byId = new Map(fresh.map((thread) => [thread.threadId, thread]))
    this.#found = { ...this.#found, found: this.#found.found.map((thread) => byId.get(thread.threadId) ?? thread) }
  }

  #toShown(threads: ThreadSummary[]): ThreadSummary[] {
    if (this.#hidden.size === 0 && this.#renamed.size === 0) return threads
    return threads
      .filter(({ threadId }) => !this.#hidden.has(threadId))
      .map((thread) => {
        const title = this.#renamed.get(thread.threadId)?.title
        return title === undefined || title === thread.title ? thread : { ...thread, title }
      })
  }
}
