import type { ThreadRequests } from '@/lib/client/api/thread-requests'
import type { Schedule } from '@/lib/client/timing/schedule'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import type { Search } from './thread-list-state'

type Options = {
  find: ThreadRequests['find']
  schedule: Schedule
  /** Called with each state of the search; `undefined` when it is over. */
  onChange(search: Search | undefined): void
  onFailure(): void
}

export type ThreadSearch = {
  /** Searches when no more was written for a moment. Blank ends the search. */
  write(text: string): void
  /** Searches now for what was last written, if anything. */
  again(): void
}

/** A moment without a key: long enough for the next letter, short enough not to be waited for. */
const writingMs = 200

/** Only the answer to the newest text counts: an older request is cancelled, and its answer would be dropped. */
export const createThreadSearch = ({ find, schedule, onChange, onFailure }: Options): ThreadSearch => {
  let text = ''
  let found: ThreadSummary[] = []
  let asking: AbortController | undefined
  let cancelWaiting = () => {}

  const ask = async (): Promise<void> => {
    const mine = new AbortController()
    asking = mine
    onChange({ text, searching: true, found })
    try {
      const threads = await find(text, mine.signal)
      if (mine.signal.aborted) return
      found = threads
      onChange({ text, searching: false, found })
    } catch {
      if (mine.signal.aborted) return // Nobody waits for it any more.
      onChange({ text, searching: false, found })
      onFailure()
    }
  }
  const stop = (): void => {
    cancelWaiting()
    asking?.abort()
  }
  return {
    write(written) {
      const trimmed = written.trim()
      if (trimmed === text) return
      stop()
      text = trimmed
      if (text === '') {
        found = []
        onChange(undefined)
        return
      }
      onChange({ text, searching: true, found })
      cancelWaiting = schedule(writingMs, () => void ask())
    },
    again() {
      if (text === '') return
      stop()
      void ask()
    },
  }
}
