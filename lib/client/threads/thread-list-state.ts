import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'

/** All that the list of conversations shows, as one value. Held by `ThreadListStore`. */
export type ThreadListState = {
  /** The first page is not here yet. */
  loading: boolean
  /** Newest first, as far as they were read; what was deleted here is not among them. */
  threads: ThreadSummary[]
  /** There are older ones. */
  hasMore: boolean
  loadingMore: boolean
  search?: Search
  failure?: ListFailure
  /** What was deleted last, for as long as this can be taken back. */
  deleted?: { threadId: ThreadId; title: string }
}

/** A search of the conversations, from its first letter until it is cleared. */
export type Search = {
  /** The text is as it was written, without blanks around it. */
  text: string
  /** The answer to this text is not here yet; what an earlier one found stays meanwhile. */
  searching: boolean
  /** Best first. */
  found: ThreadSummary[]
}

/** One at most; what is shown stays. `tryAgain` does what failed once more. */
export type ListFailure = { what: 'read' | 'more' | 'search' | 'rename' | 'delete' | 'restore'; message: string }

/** Where a conversation stands, as the screen that shows it knows it before the list does. */
export type ThreadNews = {
  title: string
  state: ThreadSummary['state']
  /** False of a run from elsewhere: the other windows know of it from where it was begun. */
  isFromHere: boolean
}

/** What the screen may ask for. */
export type ThreadListActions = {
  loadMore(): void
  /** Blank ends the search. */
  search(text: string): void
  rename(threadId: ThreadId, title: string): void
  /** Shows a title that the server knows already. */
  retitle(threadId: ThreadId, title: string): void
  /** The row goes at once. */
  remove(threadId: ThreadId): void
  /** Takes the last deletion back; resolves when the server has it again, with its id, or with nothing. */
  undo(): Promise<ThreadId | undefined>
  /** A run began or ended on this screen. With the state `seen` the server too is asked to mark it as seen. */
  touch(threadId: ThreadId, news: ThreadNews): void
  /** Marks it as seen. */
  markSeen(threadId: ThreadId): void
  tryAgain(): void
  dismissFailure(): void
}

export type ThreadList = ThreadListActions & { subscribe(onChange: () => void): () => void; getState(): ThreadListState }
