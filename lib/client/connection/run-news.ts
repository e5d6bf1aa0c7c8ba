import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import type { Recording } from '@/lib/protocol/sse'

/** What a reader of a run hears: events, as they came together, how the line is, and whether the run is being kept. */
export type RunNews =
  /** `replayed`: the first events after joining, which happened while nobody was listening. */
  | { name: 'events'; events: NumberedEvent[]; replayed: boolean }
  | { name: 'connection'; connection: Connection }
  /** Told when it changes; a run begins as `ok`. */
  | { name: 'recording'; recording: Recording }
  /** Events come in lumps, so the stream is given up for polls. Told when it is found out. */
  | { name: 'held-back' }

export type Connection =
  | { name: 'open' }
  | { name: 'connecting' }
  /** The line is lost; `retryAt` is our clock. */
  | { name: 'reconnecting'; retryAt: Ms; attempt: number }
  | { name: 'offline' }
