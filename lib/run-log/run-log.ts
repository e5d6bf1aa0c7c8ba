import { toAppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunEvent, RunEventOf, RunId, Seq } from '@/lib/protocol/event'
import { pendingOf, RunOrder, type Unanswered } from '@/lib/protocol/order'
import type { Recording } from '@/lib/protocol/sse'
import { type LogEntry, type LogReader, StoredEntry } from './log-reader'

/**
 * Makes entries safe. It must call `log.markSafe(seq)` for each entry it was given, in order, when that entry can no
 * longer be lost; readers see nothing before that.
 */
export type Journal = { add(log: RunLog, entry: LogEntry): void }

/**
 * The append-only log of one run: one writer, any number of readers, each with a cursor of its own. A slow reader
 * delays nobody, a reader that leaves stops nobody, and resuming is reading from a later `seq`.
 */
export class RunLog implements LogReader {
  readonly runId: RunId
  readonly #order = new RunOrder()
  readonly #entries: LogEntry[] = []
  readonly #journal: Journal
  readonly #now: () => Ms
  readonly #waiters = new Set<() => void>()
  #safeSeq: Seq = 0
  #recording: Recording = 'ok'
  #abandoned = false
  #lastAt: Ms = 0
  #wakeScheduled = false

  constructor(options: { runId: RunId; journal: Journal; now: () => Ms }) {
    this.runId = options.runId
    this.#journal = options.journal
    this.#now = options.now
  }

  /**
   * Numbers, stamps and stores one event. Throws a plain `Error` where it would break a rule of the log. On an abandoned
   * log it does nothing: the run is written by somebody else now.
   */
  append(event: RunEvent): void {
    if (this.#abandoned) return
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
  restore(stored: { seq: Seq; json: string }[]): void {
    for (const each of stored) {
      const entry = new StoredEntry(each)
      this.#order.accept(entry.event, entry.event.timestamp)
      this.#lastAt = entry.event.timestamp
      this.#entries.push(entry)
    }
    this.markSafe(this.#entries.length)
  }

  /** Gives the run up, since another process has recovered it: nothing more is written here, and readers go to that process. */
  abandon(): void {
    this.#abandoned = true
    this.#wake()
  }

  /**
   * Ends the run (rule L5): closes what is open, answers every unanswered call, writes the ending. A run ends once;
   * closing an ended log does nothing.
   */
  close(ending: RunEventOf<'RUN_FINISHED' | 'RUN_ERROR'>, unanswered: Unanswered): void {
    if (this.#order.ended || this.#abandoned) return
    const at = Math.max(this.#now(), this.#lastAt)
    for (const event of this.#order.closers(unanswered, at, pendingOf(ending))) this.append(event)
    this.append(ending)
  }

  /** Ends a run that broke, if it has begun and not ended. */
  fail(error: unknown): void {
    if (this.#entries.length === 0) {
      this.abandon()
      return
    }
    const { code, message, retryable } = toAppError(error)
    const ending = { type: 'RUN_ERROR', code, message, usage: [], metadata: { retryable, reference: '' } } as const
    this.close({ ...ending, usage: [] }, { status: 'lost', message: 'The run ended before this step was finished.' })
  }

  /** Called by the journal: entries up to `seq` are safe. Readers wake once per turn of the event loop. */
  markSafe(seq: Seq): void {
    this.#safeSeq = Math.max(this.#safeSeq, seq)
    this.#wake()
  }

  /** Called by the journal: whether what readers see is safe. */
  setRecording(recording: Recording): void {
    if (this.#recording === recording) return
    this.#recording = recording
    this.#wake()
  }

  get recording(): Recording {
    return this.#recording
  }

  #wake(): void {
    if (this.#wakeScheduled || this.#waiters.size === 0) return
    this.#wakeScheduled = true
    setImmediate(() => {
      this.#wakeScheduled = false
      for (const wake of [...this.#waiters]) wake()
    })
  }

  /** True when the last event has been written and is safe, or when the log was abandoned. */
  get ended(): boolean {
    return this.#abandoned || (this.#order.ended && this.#safeSeq === this.#entries.length)
  }

  /** True when nothing more will be written: the last event has been, safe or not, or the log was abandoned. */
  get closed(): boolean {
    return this.#abandoned || this.#order.ended
  }

  /** Resolves when the log has ended and all of it is kept, or somebody else keeps it. Never rejects. */
  async settled(): Promise<void> {
    while (!this.ended || (this.#recording === 'degraded' && !this.#abandoned)) await this.#nextWake()
  }

  get lastSafeSeq(): Seq {
    return this.#safeSeq
  }

  /** All that was written, safe or not: for whoever keeps the log, not for readers. */
  get written(): readonly LogEntry[] {
    return this.#entries
  }

  /** The safe entries after `after`, as they are now. */
  *entriesAfter(after: Seq): Generator<LogEntry, void> {
    for (let index = after; index < this.#safeSeq; index += 1) {
      const entry = this.#entries[index]
      if (entry) yield entry
    }
  }

  /** Reads the log, as `LogReader` describes. */
  async waitFor(after: Seq, signal?: AbortSignal): Promise<void> {
    if (this.#safeSeq > after || this.ended || signal?.aborted) return
    await this.#nextWake(signal)
  }

  async #nextWake(signal?: AbortSignal): Promise<void> {
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
