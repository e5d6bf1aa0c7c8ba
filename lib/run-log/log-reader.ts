import type { NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import type { Recording } from '@/lib/protocol/sse'

/** An event with its JSON, encoded once for every reader and for storage. */
export type LogEntry = { seq: Seq; event: NumberedEvent; json: string }

/** A log as its readers see it, whoever writes it: this process, another one, or nobody any more. */
export type LogReader = {
  readonly runId: RunId
  /** There is nothing to wait for after `lastSafeSeq`. */
  readonly ended: boolean
  readonly lastSafeSeq: Seq
  readonly recording: Recording
  /** The entries after `after`, as they are now. */
  entriesAfter(after: Seq): Iterable<LogEntry>
  /**
   * Resolves when there is something after `after`, when the log has ended, when `recording` changes, or when `signal`
   * aborts. Never rejects.
   */
  waitFor(after: Seq, signal?: AbortSignal): Promise<void>
}

/** An entry that was stored before; its event is read from its JSON only when somebody wants it. */
export class StoredEntry implements LogEntry {
  readonly seq: Seq
  readonly json: string
  #event: NumberedEvent | undefined

  constructor({ seq, json }: { seq: Seq; json: string }) {
    this.seq = seq
    this.json = json
  }

  get event(): NumberedEvent {
    this.#event ??= JSON.parse(this.json) as NumberedEvent
    return this.#event
  }
}
