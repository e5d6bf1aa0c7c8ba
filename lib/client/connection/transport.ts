import { type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { type BatchCount, BufferingDetector } from './buffering-detector'
import { browserVisibility, type PageVisibility } from './page-visibility'
import { SleepDetector } from './sleep-detector'

/** The way from the server to here: whether events come as they are sent. */
export type Transport = {
  /** Something on the way holds streams back: short polls do better. */
  isHoldingBack(): boolean
  /** Listens to one stream, from when it is asked for. */
  listen(): Listening
}

export type Listening = {
  /** The stream is there, and what happened before comes first: what was missed says nothing of the way. */
  opened(): void
  /** Each chunk, also one without events. True when the stream is found to be held back. */
  heard(events: readonly NumberedEvent[]): boolean
  close(): void
}

/** Takes every stream as it comes. */
export const trustedTransport: Transport = {
  isHoldingBack: () => false,
  listen: () => ({ opened: () => undefined, heard: () => false, close: () => undefined }),
}

type Options = { now: () => Ms; schedule: Schedule; sight: PageVisibility; session: () => Pick<Storage, 'getItem' | 'setItem'> }

/** What was found holds for the session of this tab; the next one finds out anew. */
export const createTransport = ({ session, ...clock }: Options): Transport => {
  const count: BatchCount = { lumps: 0 }
  let isHoldingBack: boolean | undefined
  const keep = () => {
    isHoldingBack = true
    try {
      session().setItem(storageKey, 'held-back')
    } catch {
      // Storage is blocked or full: it holds until the page is left.
    }
  }
  return {
    isHoldingBack: () => {
      isHoldingBack ??= wasFound(session)
      return isHoldingBack
    },
    listen: () => {
      const watch = new BufferingDetector(count, clock.now())
      const wakefulness = new SleepDetector(clock)
      return {
        opened: () => watch.opened(clock.now()),
        heard: (events) => {
          const isFound = watch.heard({ events, at: clock.now(), awake: wakefulness.look() })
          if (isFound) keep()
          return isFound
        },
        close: () => wakefulness.close(),
      }
    },
  }
}

export const browserTransport: Transport = createTransport({
  now: Date.now,
  schedule: scheduleTimeout,
  sight: browserVisibility,
  session: () => sessionStorage,
})

const storageKey = 'transport'

const wasFound = (session: Options['session']): boolean => {
  try {
    return session().getItem(storageKey) === 'held-back'
  } catch {
    return false // Storage is blocked, or there is none on the server: it is found out again.
  }
}
