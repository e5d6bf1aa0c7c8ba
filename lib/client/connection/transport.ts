import { type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { BufferingDetector, type BurstCount } from './buffering-detector'
import { browserVisibility, type PageVisibility } from './page-visibility'
import { SleepDetector } from './sleep-detector'

/** The network between the server and this page: whether events come as they are sent. */
export type Transport = {
  /** Something on the way buffers streams: short polls do better. */
  isBuffering(): boolean
  /** Observes one stream, from when it is asked for. */
  observe(): StreamObserver
}

/** Reads the arrival of one stream, and finds out whether it is buffered on the way. */
export type StreamObserver = {
  /** The stream has opened, and what happened before comes first: that says nothing of the network. */
  onOpen(): void
  /** Each chunk, also one without events. True when the stream is found to be buffered. */
  onChunk(events: readonly NumberedEvent[]): boolean
  close(): void
}

/** Takes every stream as it comes. */
export const trustedTransport: Transport = {
  isBuffering: () => false,
  observe: () => ({ onOpen: () => undefined, onChunk: () => false, close: () => undefined }),
}

type Options = {
  now: () => Ms
  schedule: Schedule
  visibility: PageVisibility
  session: () => Pick<Storage, 'getItem' | 'setItem'>
}

/** What was found holds for the session of this tab; the next one finds out anew. */
export const createTransport = ({ session, ...clock }: Options): Transport => {
  const count: BurstCount = { bursts: 0 }
  let isBuffering: boolean | undefined
  const keep = () => {
    isBuffering = true
    try {
      session().setItem(storageKey, 'buffered')
    } catch {
      // Storage is blocked or full: it holds until the page is left.
    }
  }
  return {
    isBuffering: () => {
      isBuffering ??= wasFound(session)
      return isBuffering
    },
    observe: () => {
      const detector = new BufferingDetector(count, clock.now())
      const sleep = new SleepDetector(clock)
      return {
        onOpen: () => detector.onOpen(clock.now()),
        onChunk: (events) => {
          const isFound = detector.onChunk({ events, at: clock.now(), awake: sleep.read() })
          if (isFound) keep()
          return isFound
        },
        close: () => sleep.close(),
      }
    },
  }
}

/** The transport of this page. It remembers a buffering proxy for as long as the tab is open. */
export const browserTransport: Transport = createTransport({
  now: Date.now,
  schedule: scheduleTimeout,
  visibility: browserVisibility,
  session: () => sessionStorage,
})

const storageKey = 'transport'

const wasFound = (session: Options['session']): boolean => {
  try {
    return session().getItem(storageKey) === 'buffered'
  } catch {
    return false // Storage is blocked, or there is none on the server: it is found out again.
  }
}
