import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import type { Awake } from './sleep-detector'

/** What came with one chunk of bytes, perhaps nothing: our clock then, and when this page could handle it. */
export type Arrival = { events: readonly Pick<NumberedEvent, 'type' | 'timestamp'>[]; at: Ms; awake: Awake }

/** Bursts in a row, over all connections of a tab. */
export type BurstCount = { bursts: number }

/** Chunks this close to each other came at one moment. */
const oneMomentMs = 50
/** Events sent this far apart that come at one moment are a burst. */
const apartMs = 1_500
/** Two pieces are so far apart that one burst is enough, where a run has come in nothing else. */
const farApartMs = 5_000
/** The jitter of a connection that is not buffered. */
const toleranceMs = 300

/**
 * Finds out when events come in bursts though they were sent apart. Clocks are compared with themselves only: how far apart
 * events were sent by the server's, how far apart they came and how long it was quiet before by ours.
 *
 * A burst counts where this page was awake for as long as it was held back: the quiet before it, as far as this page was awake,
 * covers all the time in which its events were sent. What is replayed to a connection that joins, and what piled up while a
 * laptop slept, is older than that; what a blocked main thread may have kept waiting is left out. Two bursts are enough.
 * A connection that passes on at once what follows a silence buffers nothing, and the count begins anew: a bad network stalls
 * twice in an hour, too.
 */
export class BufferingDetector {
  readonly #count: BurstCount
  #chunkAt: Ms
  #lostMs: Ms = 0
  #moment: Moment | undefined
  /** The last event of the moment before. */
  #before: { sentAt: Ms; at: Ms } | undefined
  #momentsWithEvents = 0

  /** @param askedAt When the stream was asked for: what a new run sends is sent after that. */
  constructor(count: BurstCount, askedAt: Ms) {
    this.#count = count
    this.#chunkAt = askedAt
  }

  /** The stream of a run that was under way before has opened: what was sent before may come now. */
  onOpen(at: Ms): void {
    this.#chunkAt = at
  }

  /** True once the stream is known to be buffered. */
  onChunk({ events, at, awake }: Arrival): boolean {
    const moment = this.#moment && at - this.#chunkAt <= oneMomentMs ? this.#moment : this.#begin(at, awake)
    this.#chunkAt = at
    this.#lostMs = awake.lostMs
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last) return false
    if (!moment.sent) this.#momentsWithEvents += 1
    moment.sent = { first: moment.sent?.first ?? first.timestamp, last: last.timestamp, at }
    if (!isBurst(moment)) return false
    if (!moment.isCounted) this.#count.bursts += 1
    moment.isCounted = true
    const isWhole = this.#momentsWithEvents === 1 && isEnd(last) && heldMs(moment) >= farApartMs
    return isWhole || this.#count.bursts >= 2
  }

  #begin(at: Ms, awake: Awake): Moment {
    const over = this.#moment
    if (over?.sent) {
      if (!over.isCounted && this.#isPrompt(over, over.sent)) this.#count.bursts = 0
      this.#before = { sentAt: over.sent.last, at: over.sent.at }
    }
    const quietMs = at - Math.max(this.#chunkAt, awake.since)
    this.#moment = { startedAt: at, quietMs, lostMs: awake.lostMs - this.#lostMs, isCounted: false }
    return this.#moment
  }

  /** Nothing was sent for a while, and what was sent then came when it was due. */
  #isPrompt({ startedAt }: Moment, { first }: Sent): boolean {
    if (!this.#before) return false
    const silentMs = first - this.#before.sentAt
    const quietMs = startedAt - this.#before.at
    return silentMs >= apartMs && Math.abs(silentMs - quietMs) <= toleranceMs
  }
}

/** What came with less than a moment between, how long it was quiet before, and how much of that we were blocked. */
type Moment = { startedAt: Ms; quietMs: Ms; lostMs: Ms; isCounted: boolean; sent?: Sent }
/** When its first and last event were sent, by the server's clock, and when the last one came, by ours. */
type Sent = { first: Ms; last: Ms; at: Ms }

/** How much further apart events were sent than they came. */
const heldMs = ({ sent, startedAt }: Moment): Ms => (sent ? sent.last - sent.first - (sent.at - startedAt) : 0)

const isBurst = (moment: Moment): boolean =>
  heldMs(moment) - moment.lostMs >= apartMs && heldMs(moment) <= moment.quietMs + toleranceMs

const isEnd = ({ type }: Pick<NumberedEvent, 'type'>): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR'
