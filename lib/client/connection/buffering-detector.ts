import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import type { Awake } from './sleep-detector'

/** What came with one chunk of bytes, perhaps nothing: our clock then, and whether this page was there to hear. */
export type Arrival = { events: readonly Pick<NumberedEvent, 'type' | 'timestamp'>[]; at: Ms; awake: Awake }

/** Lumps in a row, over all lines of a tab. */
export type BatchCount = { lumps: number }

/** Chunks this close to each other came at one moment. */
const ONE_MOMENT_MS = 50
/** Events sent this far apart that come at one moment are a lump. */
const APART_MS = 1_500
/** So far apart that one lump is enough, where a run has come in nothing else. */
const FAR_APART_MS = 5_000
/** What a line may be out of step by. */
const TOLERANCE_MS = 300

/**
 * Tells when events come in lumps though they were sent apart. Clocks are compared with themselves only: how far apart
 * events were sent by the server's, how far apart they came and how long it was quiet before by ours.
 *
 * A lump counts where we listened for as long as it was held back: the quiet before it, as far as this page was awake,
 * covers all the time in which its events were sent. What is replayed to a line that joins, and what piled up while a
 * laptop slept, is older than that; what a blocked main thread may have kept waiting is left out. Two lumps are enough.
 * A line that passes on at once what follows a silence holds nothing back, and the count begins anew: a bad network stalls
 * twice in an hour, too.
 */
export class BufferingDetector {
  readonly #count: BatchCount
  #heardAt: Ms
  #lostMs: Ms = 0
  #moment: Moment | undefined
  /** The last event of the moment before. */
  #before: { sentAt: Ms; at: Ms } | undefined
  #momentsWithEvents = 0

  /** @param askedAt When the line was asked for: what a new run sends is sent after that. */
  constructor(count: BatchCount, askedAt: Ms) {
    this.#count = count
    this.#heardAt = askedAt
  }

  /** The line of a run that goes on already is open: what was sent before may come now. */
  opened(at: Ms): void {
    this.#heardAt = at
  }

  /** True once the line is known to deliver lumps. */
  heard({ events, at, awake }: Arrival): boolean {
    const moment = this.#moment && at - this.#heardAt <= ONE_MOMENT_MS ? this.#moment : this.#begin(at, awake)
    this.#heardAt = at
    this.#lostMs = awake.lostMs
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last) return false
    if (!moment.sent) this.#momentsWithEvents += 1
    moment.sent = { first: moment.sent?.first ?? first.timestamp, last: last.timestamp, at }
    if (!isLump(moment)) return false
    if (!moment.isCounted) this.#count.lumps += 1
    moment.isCounted = true
    const isWhole = this.#momentsWithEvents === 1 && isEnd(last) && heldMs(moment) >= FAR_APART_MS
    return isWhole || this.#count.lumps >= 2
  }

  #begin(at: Ms, awake: Awake): Moment {
    const over = this.#moment
    if (over?.sent) {
      if (!over.isCounted && this.#isPrompt(over, over.sent)) this.#count.lumps = 0
      this.#before = { sentAt: over.sent.last, at: over.sent.at }
    }
    const quietMs = at - Math.max(this.#heardAt, awake.since)
    this.#moment = { startedAt: at, quietMs, lostMs: awake.lostMs - this.#lostMs, isCounted: false }
    return this.#moment
  }

  /** Nothing was sent for a while, and what was sent then came when it was due. */
  #isPrompt({ startedAt }: Moment, { first }: Sent): boolean {
    if (!this.#before) return false
    const silentMs = first - this.#before.sentAt
    const quietMs = startedAt - this.#before.at
    return silentMs >= APART_MS && Math.abs(silentMs - quietMs) <= TOLERANCE_MS
  }
}

/** What came with less than a moment between, how long it was quiet before, and how much of that we were blocked. */
type Moment = { startedAt: Ms; quietMs: Ms; lostMs: Ms; isCounted: boolean; sent?: Sent }
/** When its first and last event were sent, by the server's clock, and when the last one came, by ours. */
type Sent = { first: Ms; last: Ms; at: Ms }

/** How much further apart events were sent than they came. */
const heldMs = ({ sent, startedAt }: Moment): Ms => (sent ? sent.last - sent.first - (sent.at - startedAt) : 0)

const isLump = (moment: Moment): boolean =>
  heldMs(moment) - moment.lostMs >= APART_MS && heldMs(moment) <= moment.quietMs + TOLERANCE_MS

const isEnd = ({ type }: Pick<NumberedEvent, 'type'>): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR'
