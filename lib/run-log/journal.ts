import type { EventBatch, RunEnding } from '@/lib/db/run-events'
import type { RunKey } from '@/lib/db/run-queries'
import type { Ms, Seq } from '@/lib/protocol/event'
import type { LogEntry } from './log-reader'
import type { Journal, RunLog } from './run-log'

/** The part of the store that the journal writes to. Both reject while the database is away. */
export type EventStore = {
  /** Writes all or none; a run that is missing in the answer has another producer by now. */
  append(batches: EventBatch[]): Promise<Set<RunKey>>
  lastSeqs(keys: RunKey[]): Promise<Map<RunKey, Seq>>
}

/** Where events are committed, and how long readers wait for that. */
export type GroupCommitOptions = {
  store: EventStore
  /** Between the beginnings of two commits, when many events come. */
  minGapMs: Ms
  now?: () => Ms
  /** How long readers wait for a commit before they are shown what is not safe. */
  patienceMs?: Ms
  /** Characters that are kept to be written when the database is back. */
  maxKeptChars?: number
  /** Called once when the database goes away, and once when it is back (`undefined`). */
  onRecording?: (failure: unknown) => void
}

/** A run whose events this process writes. */
export type ProducedRun = {
  key: RunKey
  epoch: number
  /** What is kept of the run beside its events, from its whole log: asked once, when its last event is written. */
  endingOf: (log: RunLog) => RunEnding
  /** Called when somebody else turns out to write this run by now. */
  onLost: () => void
}

type Producer = ProducedRun & { log: RunLog }

type Waiting = Producer & { entries: LogEntry[]; ending?: RunEnding | undefined }

const retryMs = 500

/**
 * Group commit: the new events of all runs in one transaction at a time; then their readers wake. The next batch gathers
 * while one is under way, so a busy server commits bigger batches and not more of them.
 *
 * When nothing could be committed for `patienceMs` the logs go on degraded: events pass, are kept (bounded) and written
 * when the database is back, and readers are told.
 */
export class GroupCommit {
  readonly #options: Required<Omit<GroupCommitOptions, 'onRecording'>> & Pick<GroupCommitOptions, 'onRecording'>
  #waiting = new Map<RunLog, Waiting>()
  #committing: Waiting[] = []
  /** The wait for the next commit, if one is due. */
  #isDue = false
  #begunAt: Ms = Number.NEGATIVE_INFINITY
  #patience: NodeJS.Timeout | undefined
  #isDegraded = false
  #hasFailed = false
  #keptChars = 0
  /** Runs of which more came than is kept: what the database gets of them is not whole, so they end there. */
  readonly #givenUp = new Map<RunLog, Producer>()

  constructor(options: GroupCommitOptions) {
    this.#options = { now: Date.now, patienceMs: 2000, maxKeptChars: 64 * 1024 * 1024, ...options }
  }

  /** The journal of one run's log. */
  journalOf(run: ProducedRun): Journal {
    // Made once: it is needed for each token.
    let producer: Producer | undefined
    return {
      add: (log, entry) => {
        producer ??= { ...run, log }
        this.#add(producer, entry)
      },
    }
  }

  #add(producer: Producer, entry: LogEntry): void {
    // Now and not in the commit, for which all runs wait and which is tried again where it fails.
    const ending = isLast(entry) ? producer.endingOf(producer.log) : undefined
    const waiting = this.#waiting.get(producer.log)
    if (this.#isDegraded) {
      this.#keptChars += entry.json.length
      producer.log.setRecording('degraded')
      producer.log.markSafe(entry.seq)
      if (this.#keptChars > this.#options.maxKeptChars) this.#givenUp.set(producer.log, producer)
      if (this.#givenUp.has(producer.log)) return
    }
    if (waiting) addTo(waiting, { entries: [entry], ending })
    else this.#waiting.set(producer.log, { ...producer, entries: [entry], ending })
    this.#commitSoon()
  }

  #commitSoon(): void {
    if (this.#isDue || this.#committing.length > 0 || this.#waiting.size === 0) return
    this.#isDue = true
    if (!this.#isDegraded) this.#patience ??= setTimeout(() => this.#degrade(), this.#options.patienceMs)
    const waitMs = this.#hasFailed ? retryMs : this.#begunAt + this.#options.minGapMs - performance.now()
    // Once per turn of the event loop: what one chunk of a model brings is one batch.
    if (waitMs > 0) setTimeout(() => void this.#commit(), waitMs)
    else setImmediate(() => void this.#commit())
  }

  async #commit(): Promise<void> {
    this.#isDue = false
    this.#begunAt = performance.now()
    this.#committing = [...this.#waiting.values()]
    this.#waiting = new Map()
    try {
      if (this.#hasFailed) await this.#passOverStored()
      const batches = this.#committing.map(toBatch)
      this.#settle(batches.length > 0 ? await this.#options.store.append(batches) : new Set())
    } catch (error) {
      this.#putBack(error)
    }
    this.#commitSoon()
  }

  #settle(written: Set<RunKey>): void {
    const settled = this.#committing
    this.#committing = []
    clearTimeout(this.#patience)
    this.#patience = undefined
    if (this.#hasFailed) this.#recover()
    for (const { key, log, entries, onLost } of settled) {
      const last = entries.at(-1)
      if (written.has(key) && last) log.markSafe(last.seq)
      else this.#lose(log, onLost)
      log.setRecording('ok')
    }
  }

  #recover(): void {
    this.#hasFailed = false
    this.#isDegraded = false
    this.#keptChars = 0
    for (const { log, onLost } of this.#givenUp.values()) this.#lose(log, onLost)
    this.#givenUp.clear()
    this.#options.onRecording?.(undefined)
  }

  #lose(log: RunLog, onLost: () => void): void {
    this.#waiting.delete(log)
    log.abandon()
    onLost()
  }

  /**
   * What the database has is what counts. A commit whose answer was lost may have been written all the same, and is not
   * written again; one that turns out not to be there, whatever was said of it, is.
   */
  async #passOverStored(): Promise<void> {
    const stored = await this.#options.store.lastSeqs(this.#committing.map(({ key }) => key))
    this.#committing = this.#committing.flatMap((waiting) => {
      const last = stored.get(waiting.key) ?? 0
      const { written } = waiting.log
      const entries = written.slice(last, waiting.entries.at(-1)?.seq)
      if (entries.length > 0) return [{ ...waiting, entries }]
      if (last > written.length) this.#lose(waiting.log, waiting.onLost)
      else waiting.log.markSafe(last)
      waiting.log.setRecording('ok')
      return []
    })
  }

  #putBack(error: unknown): void {
    if (!this.#hasFailed) this.#options.onRecording?.(error)
    this.#hasFailed = true
    const later = this.#waiting
    this.#waiting = new Map(this.#committing.map((waiting) => [waiting.log, waiting]))
    this.#committing = []
    for (const [log, waiting] of later) {
      const before = this.#waiting.get(log)
      if (before) addTo(before, waiting)
      else this.#waiting.set(log, waiting)
    }
  }

  #degrade(): void {
    this.#patience = undefined
    this.#isDegraded = true
    for (const { log, entries } of [...this.#committing, ...this.#waiting.values()]) {
      this.#keptChars += entries.reduce((sum, { json }) => sum + json.length, 0)
      log.setRecording('degraded')
      log.markSafe(entries.at(-1)?.seq ?? 0)
    }
  }
}

const isLast = ({ event: { type } }: LogEntry): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR'

const addTo = (waiting: Waiting, { entries, ending }: Pick<Waiting, 'entries' | 'ending'>): void => {
  waiting.entries.push(...entries)
  waiting.ending ??= ending
}

const toBatch = ({ key, epoch, entries, ending }: Waiting): EventBatch => ({
  key,
  epoch,
  firstSeq: entries[0]?.seq ?? 1,
  events: entries.map(({ json }) => json),
  ...(ending && { ending }),
})
