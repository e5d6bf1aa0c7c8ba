import type { ThreadRequests } from '@/lib/client/api/thread-requests'
import type { Schedule } from '@/lib/client/timing/schedule'
import type { ThreadListStore } from './thread-list-store'

type ThreadListReaderOptions = {
  store: ThreadListStore
  requests: ThreadRequests
  schedule: Schedule
  /** Whether the tab is shown: a hidden one sends no request by itself. */
  isShown(): boolean
}

/** While something runs, how it goes is asked this often; less and less often while the server does not answer. */
const pollMs = 3_000
/** How often the list is read while nothing runs here, for what other browsers and terminals of this visitor do. */
const idlePollMs = 15_000
const slowestPollMs = 30_000

/** Reads the list from the server: its first page now and then, and older pages on request. */
export class ThreadListReader {
  readonly #options: ThreadListReaderOptions
  #reading: AbortController | undefined
  #readingMore: AbortController | undefined
  #cancelPoll: () => void = () => undefined
  #failedPolls = 0

  constructor(options: ThreadListReaderOptions) {
    this.#options = options
  }

  /** Reads the first page. A failure is shown where nothing was ever read; else what is shown stays and it is tried again. */
  async read(): Promise<void> {
    const { store, requests } = this.#options
    const reading = new AbortController()
    this.#reading?.abort()
    this.#reading = reading
    this.#cancelPoll()
    try {
      const first = await requests.list({ signal: reading.signal })
      if (reading.signal.aborted) return
      const { next } = store
      store.setFirstPage(first)
      // The page that is on its way would come after one that is no longer there.
      if (store.next !== next) this.#abortMore()
      this.#failedPolls = 0
      store.notify({ loading: false }, 'read')
    } catch {
      if (reading.signal.aborted) return
      this.#failedPolls += 1
      if (store.getState().loading) store.fail('read', 'Your chats could not be loaded.', () => this.#tryAgain())
    } finally {
      if (this.#reading === reading) {
        this.#reading = undefined
        this.#poll()
      }
    }
  }

  /** Reads the first page, unless the tab is hidden or it is being read already. */
  readIfIdle(): void {
    if (this.#options.isShown() && !this.#reading) void this.read()
  }

  /** What is being read now may not know of a change that the server has made since it was asked, so it is read again. */
  rereadIfReading(): void {
    if (this.#reading) void this.read()
  }

  /** Reads the next older page, if there is one. */
  readMore(): void {
    const { next } = this.#options.store
    if (next !== undefined && !this.#readingMore) void this.#readMore(next)
  }

  /** Ends reading and polling of the first page. */
  close(): void {
    this.#cancelPoll()
    this.#reading?.abort()
    this.#reading = undefined
  }

  async #readMore(before: string): Promise<void> {
    const { store, requests } = this.#options
    const reading = new AbortController()
    this.#readingMore = reading
    store.setLoadingMore(true)
    store.notify({}, 'more')
    try {
      const page = await requests.list({ before, signal: reading.signal })
      if (reading.signal.aborted) return
      this.#endMore()
      store.addPage(page)
      store.notify()
    } catch {
      if (reading.signal.aborted) return
      this.#endMore()
      store.fail('more', 'Older chats could not be loaded.', () => this.readMore())
    }
  }

  #abortMore(): void {
    this.#readingMore?.abort()
    this.#endMore()
  }

  #endMore(): void {
    this.#readingMore = undefined
    this.#options.store.setLoadingMore(false)
  }

  #tryAgain(): void {
    this.#options.store.notify({ loading: true }, 'read')
    void this.read()
  }

  #poll(): void {
    const { store, schedule, isShown } = this.#options
    this.#cancelPoll()
    if (store.subscribers === 0) return
    const isGoing = store.getState().threads.some(({ state }) => state === 'running')
    const wait = Math.min(slowestPollMs, (isGoing ? pollMs : idlePollMs) * 2 ** this.#failedPolls)
    this.#cancelPoll = schedule(wait, () => {
      // A hidden tab does not poll; it reads when it is shown again.
      if (isShown()) void this.read()
    })
  }
}
