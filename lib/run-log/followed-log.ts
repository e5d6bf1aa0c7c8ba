import type { RunKey } from '@/lib/db/run-queries'
import type { RunId, Seq } from '@/lib/protocol/event'
import { type LogEntry, type LogReader, StoredEntry } from './log-reader'
import type { Bell } from './notifier'

export type FollowOptions = {
  runId: RunId
  key: RunKey
  bell: Bell
  /** The stored events after `after`, and whether more will come. Rejects while the database is away. */
  read: (after: Seq) => Promise<{ entries: { seq: Seq; json: string }[]; ended: boolean }>
}

/**
 * The log of a run that another process produces, read from the database as it grows. It looks only while somebody waits,
 * and all who wait share one look.
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
  #looking: Promise<void> | undefined
  #lookedAt = 0
  #quietLooks = 0

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

  /** Its readers go elsewhere: this process is about to end. */
  leave(): void {
    this.#ended = true
  }

  /** Reads what is there now. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async waitFor(after: Seq, signal: AbortSignal = new AbortController().signal): Promise<void> {
    while (this.lastSafeSeq <= after && !this.#ended && !signal.aborted) {
      await this.#options.bell.waitFor(this.key, { since: this.#lookedAt, quietLooks: this.#quietLooks }, signal)
      // While the database is away there is nothing to see; the reader stays, and so does what it has read.
      if (!signal.aborted) await this.look().catch(() => undefined)
    }
  }

  async #look(): Promise<void> {
    this.#lookedAt = this.#options.bell.now()
    this.#quietLooks += 1
    const { entries, ended } = await this.#options.read(this.#entries.length)
    for (const entry of entries) if (entry.seq === this.#entries.length + 1) this.#entries.push(new StoredEntry(entry))
    if (entries.length > 0) this.#quietLooks = 0
    this.#ended ||= ended
  }
}
