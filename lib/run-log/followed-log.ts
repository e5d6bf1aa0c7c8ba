import type { RunKey } from '@/lib/db/run-queries'
import type { RunId, Seq } from '@/lib/protocol/event'
import { type LogEntry, type LogReader, StoredEntry } from './log-reader'
import type { Notifier } from './notifier'

/** A run that another process produces, and how to read on in it. */
export type FollowOptions = {
  runId: RunId
  key: RunKey
  /** Wakes who waits when the run may have moved. */
  notifier: Pick<Notifier, 'now' | 'waitFor'>
  /** The stored events after `after`, and whether more will come. Rejects while the database is away. */
  read: (after: Seq) => Promise<{ entries: { seq: Seq; json: string }[]; ended: boolean }>
}

/**
 * The log of a run that another process produces, read from the database as it grows. It polls only while somebody waits,
 * and all who wait share one poll.
 */
export class FollowedLog implements LogReader {
  readonly runId: RunId
  readonly key: RunKey
  /** How many streams there are of it here; the next reader joins them. */
  readers = 0
  readonly recording = 'ok'
  readonly #options: FollowOptions
  readonly #entries: LogEntry[] = []
  #ended = false
  #polling: Promise<void> | undefined
  #polledAt = 0
  #emptyPolls = 0

  constructor(options: FollowOptions) {
    this.runId = options.runId
    this.key = options.key
    this.#options = options
  }

  get ended(): boolean {
    return this.#ended
  }

  get lastSafeSeq(): Seq {
    return this.#entries.length
  }

  entriesAfter(after: Seq): Iterable<LogEntry> {
    return this.#entries.slice(after)
  }

  /** Ends the streams of its readers, which reconnect elsewhere: this process is about to end. */
  close(): void {
    this.#ended = true
  }

  /** Reads what the database has now. */
  async poll(): Promise<void> {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined
    })
    return this.#polling
  }

  async waitFor(after: Seq, signal: AbortSignal = new AbortController().signal): Promise<void> {
    while (this.lastSafeSeq <= after && !this.#ended && !signal.aborted) {
      await this.#options.notifier.waitFor(this.key, { since: this.#polledAt, emptyPolls: this.#emptyPolls }, signal)
      // While the database is away there is nothing to see; the reader stays, and so does what it has read.
      if (!signal.aborted) await this.poll().catch(() => undefined)
    }
  }

  async #poll(): Promise<void> {
    this.#polledAt = this.#options.notifier.now()
    this.#emptyPolls += 1
    const { entries, ended } = await this.#options.read(this.#entries.length)
    for (const entry of entries) if (entry.seq === this.#entries.length + 1) this.#entries.push(new StoredEntry(entry))
    if (entries.length > 0) this.#emptyPolls = 0
    this.#ended ||= ended
  }
}
