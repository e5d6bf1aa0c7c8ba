import { apiFetch } from '@/lib/client/api/api-fetch'
import { createThreadRequests, type ThreadRequests } from '@/lib/client/api/thread-requests'
import { isBrowserShown, onBrowserWake } from '@/lib/client/timing/browser-wake'
import { type OnWake, type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import { toAppError } from '@/lib/protocol/error'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { otherWindows, type ThreadChange, type Windows } from './other-windows'
import type { ListFailure, Search, ThreadList, ThreadListState, ThreadNews } from './thread-list-state'
import { addPage, keepEqual, type Pages, putThread, renewFirst } from './thread-pages'
import { createThreadSearch, type ThreadSearch } from './thread-search'

export type ThreadListOptions = {
  /** Where the app is, for readers outside of its pages. */
  baseUrl?: string
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onWake?: OnWake
  /** Whether somebody can see the list: nothing is asked by itself while nobody can. */
  isShown?: () => boolean
  windows?: Windows
}

/** The list of conversations outside of React. It does nothing until it is first subscribed to. */
export const createThreadList = (options: ThreadListOptions = {}): ThreadList => new ThreadListStore(options)

/** While something runs, how it goes is asked this often; less and less often while the server does not answer. */
const POLL_MS = 3_000
/** Else this often, for what other browsers and terminals of this visitor do. */
const IDLE_POLL_MS = 15_000
const SLOWEST_POLL_MS = 30_000
/** How long a deletion can be taken back. The server keeps it for longer. */
const UNDO_MS = 8_000

/** Both settle, and never reject, when the server has answered. */
type Renaming = { title: string; settled: Promise<void> }
type Deletion = { threadId: ThreadId; title: string; settled: Promise<boolean> }

class ThreadListStore implements ThreadList {
  readonly #options: Omit<Required<ThreadListOptions>, 'baseUrl' | 'fetch'>
  readonly #requests: ThreadRequests
  readonly #search: ThreadSearch
  readonly #listeners = new Set<() => void>()
  #pages: Pages = { threads: [] }
  #found: Search | undefined
  /** Titles on their way to the server: they are shown whatever is read meanwhile. */
  readonly #renamed = new Map<ThreadId, Renaming>()
  /** Deleted here. Ids are not used again, so what was hidden once may stay so. */
  readonly #hidden = new Set<ThreadId>()
  /** What can be taken back, the last one at the end. */
  #deletions: Deletion[] = []
  #reading: AbortController | undefined
  #readingMore: AbortController | undefined
  #cancelPoll: () => void = () => undefined
  #failedPolls = 0
  #unsubscribeWake: () => void = () => undefined
  #unsubscribeWindows: () => void = () => undefined
  #again: () => void = () => undefined
  #state: ThreadListState = { loading: true, threads: [], hasMore: false, loadingMore: false }

  constructor({ baseUrl = '', fetch = apiFetch, ...options }: ThreadListOptions) {
    this.#options = {
      now: Date.now,
      schedule: scheduleTimeout,
      onWake: onBrowserWake,
      isShown: isBrowserShown,
      windows: otherWindows,
      ...options,
    }
    this.#requests = createThreadRequests({ baseUrl, fetch })
    this.#search = createThreadSearch({
      find: this.#requests.find,
      schedule: this.#options.schedule,
      onChange: (search) => this.#hearOfSearch(search),
      onFailure: () => this.#fail('search', 'The search did not succeed.', () => this.#search.again()),
    })
  }

  readonly getState = (): ThreadListState => this.#state

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange)
    if (this.#listeners.size === 1) this.#begin()
    return () => {
      this.#listeners.delete(onChange)
      if (this.#listeners.size === 0) this.#leave()
    }
  }

  // Reading

  readonly loadMore = (): void => {
    const { next } = this.#pages
    if (next !== undefined && !this.#readingMore) void this.#readMore(next)
  }

  readonly search = (text: string): void => {
    if (this.#state.failure?.what === 'search') this.dismissFailure()
    this.#search.write(text)
  }

  #begin(): void {
    this.#unsubscribeWake = this.#options.onWake(() => {
      if (this.#options.isShown() && !this.#reading) void this.#read()
    })
    this.#unsubscribeWindows = this.#options.windows.onChange((change) => this.#hearOfWindow(change))
    void this.#read()
  }

  #leave(): void {
    this.#unsubscribeWake()
    this.#unsubscribeWindows()
    this.#cancelPoll()
    this.#reading?.abort()
    this.#reading = undefined
  }

  /** The first page, anew. A failure is told where nothing was ever read; else what is shown stays and it is tried again. */
  async #read(): Promise<void> {
    const reading = new AbortController()
    this.#reading?.abort()
    this.#reading = reading
    this.#cancelPoll()
    try {
      const first = await this.#requests.list({ signal: reading.signal })
      if (reading.signal.aborted) return
      const before = this.#pages
      this.#pages = renewFirst(before, first)
      // The page that is on its way would come after one that is no longer there.
      if (this.#pages.next !== before.next) this.#forgetMore()
      this.#failedPolls = 0
      this.#renewFound(first.threads)
      this.#tell({ loading: false }, 'read')
    } catch {
      if (reading.signal.aborted) return
      this.#failedPolls += 1
      if (this.#state.loading) this.#fail('read', 'Your chats could not be read.', () => this.#readAgain())
    } finally {
      if (this.#reading === reading) {
        this.#reading = undefined
        this.#poll()
      }
    }
  }

  #hearOfWindow({ threadId, what }: ThreadChange): void {
    if (what === 'deleted') this.#hidden.add(threadId)
    if (what === 'restored') this.#hidden.delete(threadId)
    this.#tell()
    // One that is out of sight reads when it is shown again.
    if (this.#options.isShown()) void this.#read()
  }

  #tellWindows(threadId: ThreadId, what: ThreadChange['what'] = 'changed'): void {
    this.#options.windows.tell({ threadId, what })
  }

  #readAgain(): void {
    this.#tell({ loading: true }, 'read')
    void this.#read()
  }

  /** What is being read now may not know of a change that the server has made since it was asked. */
  #readAnew(): void {
    if (this.#reading) void this.#read()
  }

  #poll(): void {
    this.#cancelPoll()
    const isGoing = this.#state.threads.some(({ state }) => state === 'running')
    if (this.#listeners.size === 0) return
    const wait = Math.min(SLOWEST_POLL_MS, (isGoing ? POLL_MS : IDLE_POLL_MS) * 2 ** this.#failedPolls)
    this.#cancelPoll = this.#options.schedule(wait, () => {
      // A tab that nobody sees rests; it wakes when it is shown again.
      if (this.#options.isShown()) void this.#read()
    })
  }

  async #readMore(before: string): Promise<void> {
    const reading = new AbortController()
    this.#readingMore = reading
    this.#tell({}, 'more')
    try {
      const page = await this.#requests.list({ before, signal: reading.signal })
      if (reading.signal.aborted) return
      this.#readingMore = undefined
      this.#pages = addPage(this.#pages, page)
      this.#tell()
    } catch {
      if (reading.signal.aborted) return
      this.#readingMore = undefined
      this.#fail('more', 'Older chats could not be read.', () => this.loadMore())
    }
  }

  #forgetMore(): void {
    this.#readingMore?.abort()
    this.#readingMore = undefined
  }

  #hearOfSearch(search: Search | undefined): void {
    const found = search && { ...search, found: keepEqual(this.#found?.found ?? [], search.found) }
    this.#found = found
    this.#tell()
  }

  /** What was found is told as newly as the list. */
  #renewFound(fresh: ThreadSummary[]): void {
    if (!this.#found) return
    const byId = new Map(fresh.map((thread) => [thread.threadId, thread]))
    this.#found = { ...this.#found, found: this.#found.found.map((thread) => byId.get(thread.threadId) ?? thread) }
  }

  // Changing

  readonly rename = (threadId: ThreadId, title: string): void => {
    const before = this.#renamed.get(threadId)?.settled ?? Promise.resolve()
    const renaming: Renaming = { title, settled: before.then(() => this.#rename(threadId, renaming)) }
    this.#renamed.set(threadId, renaming)
    this.#tell({}, 'rename')
  }

  async #rename(threadId: ThreadId, renaming: Renaming): Promise<void> {
    const { title } = renaming
    try {
      this.#put(await this.#requests.change(threadId, { title }))
      this.#tellWindows(threadId)
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      const words = code === 'bad-request' ? `The title was not changed: ${message}` : 'The title was not changed.'
      if (code === 'not-found') this.#hidden.add(threadId)
      this.#fail('rename', code === 'not-found' ? message : words, () => this.rename(threadId, title))
    }
    if (this.#renamed.get(threadId) === renaming) this.#renamed.delete(threadId)
    this.#tell()
    this.#readAnew()
  }

  readonly remove = (threadId: ThreadId): void => {
    const title = this.#find(threadId)?.title ?? ''
    this.#hidden.add(threadId)
    const deletion: Deletion = { threadId, title, settled: this.#remove(threadId) }
    this.#deletions = [...this.#deletions, deletion]
    this.#options.schedule(UNDO_MS, () => this.#forget(deletion))
    this.#tell({}, 'delete')
  }

  /** Resolves with whether the server has deleted it. */
  async #remove(threadId: ThreadId): Promise<boolean> {
    try {
      await this.#requests.remove(threadId)
      this.#tellWindows(threadId, 'deleted')
      return true
    } catch (thrown) {
      if (toAppError(thrown).code === 'not-found') return true
      this.#hidden.delete(threadId)
      this.#deletions = this.#deletions.filter((each) => each.threadId !== threadId)
      this.#fail('delete', 'The chat was not deleted.', () => this.remove(threadId))
      return false
    }
  }

  #forget(deletion: Deletion): void {
    if (!this.#deletions.includes(deletion)) return
    this.#deletions = this.#deletions.filter((each) => each !== deletion)
    this.#tell()
  }

  readonly undo = async (): Promise<ThreadId | undefined> => {
    const deletion = this.#deletions.at(-1)
    if (!deletion) return undefined
    this.#deletions = this.#deletions.slice(0, -1)
    return this.#restore(deletion)
  }

  async #restore(deletion: Deletion): Promise<ThreadId | undefined> {
    const { threadId, settled } = deletion
    this.#hidden.delete(threadId)
    this.#tell({}, 'restore')
    try {
      // One that was not deleted is there as it was.
      if (await settled) {
        this.#put(await this.#requests.restore(threadId))
        this.#tellWindows(threadId, 'restored')
      }
    } catch (thrown) {
      this.#hidden.add(threadId)
      const { code, message } = toAppError(thrown)
      this.#fail(
        'restore',
        code === 'not-found' ? message : 'The chat could not be brought back.',
        () => void this.#restore(deletion),
      )
      return undefined
    }
    this.#tell()
    this.#readAnew()
    return threadId
  }

  readonly touch = (threadId: ThreadId, { title, state, isFromHere }: ThreadNews): void => {
    const known = this.#find(threadId)
    if (!this.#state.loading) this.#put({ threadId, title: known?.title ?? title, updatedAt: this.#options.now(), state })
    this.#tell()
    if (isFromHere) this.#tellWindows(threadId)
    if (state === 'seen') void this.#tellSeen(threadId, isFromHere).then(() => this.#read())
    else void this.#read()
  }

  readonly see = (threadId: ThreadId): void => {
    const known = this.#find(threadId)
    if (known) this.#put({ ...known, state: 'seen' })
    this.#tell()
    void this.#tellSeen(threadId, true)
  }

  /** Nobody asked for this, so a failure is silent: the dot comes back, and the next look at it tells again. */
  async #tellSeen(threadId: ThreadId, alsoWindows: boolean): Promise<void> {
    try {
      this.#put(await this.#requests.change(threadId, { seen: true }))
      if (alsoWindows) this.#tellWindows(threadId)
      this.#tell()
    } catch {
      // As said above.
    }
    this.#readAnew()
  }

  #find(threadId: ThreadId): ThreadSummary | undefined {
    const isIt = (thread: ThreadSummary) => thread.threadId === threadId
    return this.#pages.threads.find(isIt) ?? this.#found?.found.find(isIt)
  }

  #put(thread: ThreadSummary): void {
    this.#pages = putThread(this.#pages, thread)
    this.#renewFound([thread])
  }

  // Telling

  readonly tryAgain = (): void => {
    const again = this.#again
    this.dismissFailure()
    again()
  }

  readonly dismissFailure = (): void => {
    this.#again = () => undefined
    this.#tell({}, this.#state.failure?.what)
  }

  #fail(what: ListFailure['what'], message: string, again: () => void): void {
    this.#again = again
    this.#tell({ failure: { what, message }, ...(what === 'read' && { loading: false }) })
  }

  /** @param over A failure of this kind is no longer true. */
  #tell(change: Partial<Pick<ThreadListState, 'loading' | 'failure'>> = {}, over?: ListFailure['what']): void {
    const { failure: before, loading } = this.#state
    const failure = change.failure ?? (before?.what === over ? undefined : before)
    const deletion = this.#deletions.at(-1)
    this.#state = {
      loading: change.loading ?? loading,
      threads: this.#toShown(this.#pages.threads),
      hasMore: this.#pages.next !== undefined,
      loadingMore: this.#readingMore !== undefined,
      ...(this.#found && { search: { ...this.#found, found: this.#toShown(this.#found.found) } }),
      ...(failure && { failure }),
      ...(deletion && { deleted: { threadId: deletion.threadId, title: deletion.title } }),
    }
    for (const listener of [...this.#listeners]) listener()
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
