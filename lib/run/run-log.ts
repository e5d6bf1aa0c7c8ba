import { toAppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunEvent, RunEventOf, RunId, Seq } from '@/lib/protocol/event'
import { RunOrder, type Unanswered } from '@/lib/protocol/order'

/** An event with its JSON, encoded once for every reader and for storage. */
export type LogEntry = { seq: Seq; event: NumberedEvent; json: string }

/**
 * Makes entries safe. It must call `log.markSafe(seq)` for each entry it was given, in order, when that entry can no
 * longer be lost; readers see nothing before that.
 */
export type Journal = { add(log: RunLog, entry: LogEntry): void }

/**
 * The append-only log of one run: one writer, any number of readers, each with a cursor of its own. A slow reader
 * delays nobody, a reader that leaves stops nobody, and resuming is reading from a later `seq`.
 */
export class RunLog {
  readonly runId: RunId
  readonly #order = new RunOrder()
  readonly #entries: LogEntry[] = []
  readonly #journal: Journal
  readonly #now: () => Ms
  readonly #waiters = new Set<() => void>()
  #safeSeq: Seq = 0
  #lastAt: Ms = 0
  #wakeScheduled = false

  constructor(options: { runId: RunId; journal: Journal; now: () => Ms }) {
    this.runId = options.runId
    this.#journal = options.journal
    this.#now = options.now
  }

  /** Numbers, stamps and stores one event. Throws a plain `Error` where it would break a rule of the log. */
  append(event: RunEvent): void {
    const timestamp = Math.max(this.#now(), this.#lastAt)
    this.#order.accept(event, timestamp)
    this.#lastAt = timestamp
    const seq = this.#entries.length + 1
    const numbered: NumberedEvent = { ...event, seq, timestamp }
    const entry = { seq, event: numbered, json: JSON.stringify(numbered) }
    this.#entries.push(entry)
    this.#journal.add(this, entry)
  }

  /** Takes up events that were stored before, with the numbers and times they have. Only for a log without any. */
  restore(events: NumberedEvent[]): void {
    for (const event of events) {
      this.#order.accept(event, event.timestamp)
      this.#lastAt = event.timestamp
      this.#entries.push(new StoredEntry(event))
    }
    this.markSafe(this.#entries.length)
  }

  /**
   * Ends the run (rule L5): closes what is open, answers every unanswered call, writes the ending. A run ends once;
   * closing an ended log does nothing.
   */
  close(ending: RunEventOf<'RUN_FINISHED' | 'RUN_ERROR'>, unanswered: Unanswered): void {
    if (this.#order.ended) return
    for (const event of this.#order.closers(unanswered, Math.max(this.#now(), this.#lastAt))) this.append(event)
    this.append(ending)
  }

  /** Ends a run that broke, if it has begun and not ended. */
  fail(error: unknown): void {
    if (this.#entries.length === 0) return
    const { code, message, retryable } = toAppError(error)
    const ending = { type: 'RUN_ERROR', code, message, usage: [], metadata: { retryable, reference: '' } } as const
    this.close({ ...ending, usage: [] }, { status: 'lost', message: 'The run ended before this step was finished.' })
  }

  /** Called by the journal: entries up to `seq` are safe. Readers wake once per turn of the event loop. */
  markSafe(seq: Seq): void {
    this.#safeSeq = Math.max(this.#safeSeq, seq)
    if (this.#wakeScheduled || this.#waiters.size === 0) return
    this.#wakeScheduled = true
    setImmediate(() => {
      this.#wakeScheduled = false
      for (const wake of [...this.#waiters]) wake()
    })
  }

  /** True when the last event has been written and is safe. */
  get ended(): boolean {
    return this.#order.ended && this.#safeSeq === this.#entries.length
  }

  get lastSafeSeq(): Seq {
    return this.#safeSeq
  }

  /** The safe entries after `after`, as they are now. */
  *entriesAfter(after: Seq): Generator<LogEntry, void> {
    for (let index = after; index < this.#safeSeq; index += 1) {
      const entry = this.#entries[index]
      if (entry) yield entry
    }
  }

  /** Resolves when there is something safe after `after`, when the run has ended, or when `signal` aborts. Never rejects. */
  async waitFor(after: Seq, signal?: AbortSignal): Promise<void> {
    if (this.#safeSeq > after || this.ended || signal?.aborted) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiters.delete(wake)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiters.add(wake)
      signal?.addEventListener('abort', wake)
    })
  }

  /** Every safe event after `after`, and those to come, until the run has ended or `signal` aborts. */
  async *read(after: Seq = 0, signal?: AbortSignal): AsyncGenerator<NumberedEvent, void> {
    for (let seq = after; ; ) {
      for (const entry of this.entriesAfter(seq)) {
        yield entry.event
        seq = entry.seq
      }
      if (signal?.aborted || (this.ended && seq >= this.#safeSeq)) return
      await this.waitFor(seq, signal)
    }
  }
}

/** The log of a run that has ended, from its stored events. */
export function storedLog(runId: RunId, events: NumberedEvent[]): RunLog {
  const log = new RunLog({ runId, journal: { add: (same, entry) => same.markSafe(entry.seq) }, now: () => 0 })
  log.restore(events)
  return log
}

/** Encoded when it is read, since most readers of an ended run want little of it. */
class StoredEntry implements LogEntry {
  readonly event: NumberedEvent

  constructor(event: NumberedEvent) {
    this.event = event
  }

  get seq(): Seq {
    return this.event.seq
  }

  get json(): string {
    return JSON.stringify(this.event)
  }
}
